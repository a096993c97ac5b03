import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neededAttestations } from '../../src/request/consistency.ts';
import {
  requestFilePath,
  requestName,
  requestYaml,
  type AttestationDraft,
  type RequestDraft,
} from '../../src/request/draft-request.ts';
import type { Entity } from '../../src/request/entity.ts';
import { parseRequest } from '../../src/request/parse-request.ts';
import type { Checked } from '../../src/request/problem.ts';
import { NAME } from '../../src/request/request-path.ts';
import type { UnblockRequest } from '../../src/request/request.ts';
import { toTimestamp } from '../../src/support/timestamp.ts';

const ALICE: Entity = { mailbox: 'alice@contoso.com' };
const RELAY: Entity = { connector: '6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11' };
const DAY = '2026-11-23T12:00:00.000Z';

function parse(draft: RequestDraft, text = requestYaml(draft)): Checked<UnblockRequest> {
  return parseRequest(requestFilePath(draft), Buffer.from(text));
}

describe('a complete draft', () => {
  test('is a request file with its keys in the order of the documentation', () => {
    const attestation = { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z' };
    const text = requestYaml({
      tenant: 'contoso',
      name: '2026-11-23-info',
      entity: { mailbox: 'info@contoso.com' },
      restrictedSince: '2026-11-23T07:41:00.000Z',
      securedAccount: 'bob@contoso.com',
      requestedBy: 'octocat',
      ticket: '0012345',
      assessment: 'compromised',
      justification: 'Password phished on the 22nd: account recovered, rules removed.',
      attestations: { passwordReset: attestation, mfa: { ...attestation, method: 'fido2' } },
    });
    expect(text).toBe(COMPLETE);
  });

  test('reads back as the same request, whatever its texts hold', () => {
    fc.assert(
      fc.property(completeDrafts(), (draft) => {
        expect(parse(draft)).toEqual({ valid: true, value: requestOf(draft) });
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['a character that stands where a line would be broken', `[${'x'.repeat(90)}𐀀end`, 'Recovered, rules removed.'],
    ['a line of blanks inside', 'fido2', '...\n \n null null, and twenty characters'],
    ['a line that begins with a blank', 'fido2', `${'word '.repeat(30)}\n indented\n${'word '.repeat(30)}end`],
  ])('reads back as the same request with %s', (_, method, justification) => {
    const attestation = { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z' };
    const attestations = { mfa: { ...attestation, method }, passwordReset: attestation };
    const draft: RequestDraft = { ...unfilled(ALICE), justification, attestations };
    expect(parse(draft)).toEqual({ valid: true, value: requestOf(draft) });
  });

  test('that states what does not fit is refused, not trimmed', () => {
    const draft = { ...unfilled(ALICE), attestations: { connectorReview: {} } };
    expect(problemsOf(parse(draft))).toContainEqual(expect.stringContaining('connectorReview does not fit'));
  });
});

const COMPLETE = `# yaml-language-server: $schema=../../schemas/unblock-request.schema.json
apiVersion: reinstate/v1
kind: UnblockRequest
entity:
  mailbox: info@contoso.com
restrictedSince: 2026-11-23T07:41:00Z
securedAccount: bob@contoso.com
requestedBy: octocat
ticket: "0012345"
assessment: compromised
justification: >-
  Password phished on the 22nd: account recovered, rules removed.
attestations:
  mfa:
    # multi-factor authentication is set up, and every method is the owner's own
    attestedBy: dana@contoso.com
    attestedAt: 2026-11-23T08:30:00Z
    method: fido2
  passwordReset:
    # the password was reset after the restriction
    attestedBy: dana@contoso.com
    attestedAt: 2026-11-23T08:30:00Z
`;

describe('a draft that lacks something', () => {
  test.each([
    ['a mailbox', unfilled(ALICE)],
    ['a shared mailbox', { ...unfilled(ALICE), securedAccount: null }],
    ['a ticket that the policy requires', { ...unfilled(ALICE), ticket: null }],
    ['a false positive', { ...unfilled(ALICE), assessment: 'falsePositive' }],
    ['a connector', unfilled(RELAY)],
  ] as const)('is invalid until every blank is filled in: %s', (_, draft) => {
    const text = requestYaml(draft);
    const blanks = text.split('\n').filter((line) => line.includes('# to fill in: '));
    expect(problemsOf(parse(draft))).toHaveLength(blanks.length);
    const filled = text.replaceAll(/: # to fill in: .*?(?: like (\S+))?$/gmu, (_line, example: string | undefined) => {
      return `: ${example ?? 'The account was recovered and its rules were removed.'}`;
    });
    expect(filled).not.toContain('to fill in');
    expect(problemsOf(parse(draft, filled))).toEqual([]);
  });

  test('says for each blank what is empty and what belongs there', () => {
    const checked = parse(unfilled(ALICE));
    expect(checked.valid ? [] : checked.problems.map(({ message, hint }) => `${message}: ${hint}`)).toEqual([
      "justification must be text, but is empty: Write it like 'Password phished on the 22nd; account recovered, rules removed.'.",
      'attestations.mfa.attestedBy must be text, but is empty: Write it like alice@contoso.com.',
      'attestations.mfa.attestedAt must be text, but is empty: Write it like 2026-11-23T08:30:00Z.',
      'attestations.passwordReset.attestedBy must be text, but is empty: Write it like alice@contoso.com.',
      'attestations.passwordReset.attestedAt must be text, but is empty: Write it like 2026-11-23T08:30:00Z.',
    ]);
  });
});

describe('a name for a new request', () => {
  test.each([
    ['alice@contoso.com', '2026-11-23-alice'],
    ["Pat.O'Neil+news@contoso.com", '2026-11-23-pat-o-neil-news'],
    ["'@contoso.com", '2026-11-23-mailbox'],
  ])('is made of the day and the address: %s', (mailbox, name) => {
    expect(requestName({ mailbox }, DAY, new Set())).toBe(name);
  });

  test('of a connector begins with the first part of its GUID', () => {
    expect(requestName(RELAY, DAY, new Set())).toBe('2026-11-23-connector-6a1f0f3c');
  });

  test('that is taken gets the next number', () => {
    expect(requestName(ALICE, DAY, new Set(['2026-11-23-alice']))).toBe('2026-11-23-alice-2');
    expect(requestName(ALICE, DAY, new Set(['2026-11-23-alice', '2026-11-23-alice-2']))).toBe('2026-11-23-alice-3');
  });

  test('is always one that a request may have, however long the address', () => {
    const mailboxes = fc.stringMatching(/^[A-Za-z0-9!#$&'+/=^_`{|}~.-]{1,64}$/u).map((local) => `${local}@contoso.com`);
    fc.assert(
      fc.property(mailboxes, (mailbox) => {
        const first = requestName({ mailbox }, DAY, new Set());
        expect(first).toMatch(NAME);
        const second = requestName({ mailbox }, DAY, new Set([first]));
        expect(second).toMatch(NAME);
        expect(second).not.toBe(first);
      }),
    );
  });
});

function unfilled(entity: Entity): RequestDraft {
  return { tenant: 'contoso', name: '2026-11-23-alice', entity, assessment: 'compromised', attestations: {} };
}

function problemsOf(checked: Checked<UnblockRequest>): readonly string[] {
  return checked.valid ? [] : checked.problems.map(({ message }) => message);
}

/** What a draft means: blanks around the justification say nothing, and a restriction is named to the second. */
function requestOf(draft: RequestDraft): unknown {
  const { tenant, name, securedAccount, ticket, justification = '', restrictedSince, requestedBy, ...rest } = draft;
  return {
    ...rest,
    id: `${tenant}/${name}`,
    tenant,
    name,
    path: `unblock-requests/${tenant}/${name}.yaml`,
    ...(restrictedSince === undefined ? {} : { restrictedSince: restrictedSince.replace(/\d{3}Z$/u, '000Z') }),
    ...(typeof securedAccount === 'string' ? { securedAccount } : {}),
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(typeof ticket === 'string' ? { ticket } : {}),
    justification: justification.trim(),
  };
}

function completeDrafts(): fc.Arbitrary<RequestDraft> {
  const lines = text(1, 100).filter((line) => /^\S(?:[^\n\r]*\S)?$/u.test(line));
  const attestations = fc.record(
    { attestedBy: fc.constant('dana@contoso.com'), attestedAt: moments(), method: lines },
    { requiredKeys: ['attestedBy', 'attestedAt'] },
  );
  const entities = fc.constantFrom(ALICE, RELAY, { mailbox: "pat.o'neil@contoso.com" });
  return fc
    .record({ entity: entities, assessment: fc.constantFrom('compromised' as const, 'falsePositive' as const) })
    .chain(({ entity, assessment }) => {
      const needed = neededAttestations(entity, assessment);
      return fc.record(
        {
          tenant: fc.constant('contoso'),
          name: fc.constant('2026-11-23-alice'),
          entity: fc.constant(entity),
          restrictedSince: moments(),
          ...('mailbox' in entity ? { securedAccount: fc.constantFrom('bob@contoso.com', '0@contoso.com') } : {}),
          requestedBy: fc.constantFrom('octocat', '123', '0x10', 'null', 'true'),
          ticket: lines,
          assessment: fc.constant(assessment),
          justification: text(20, 2000).filter((justification) => count(justification.trim()) >= 20),
          attestations: fc.record<Record<string, AttestationDraft>>(
            Object.fromEntries(needed.map((kind) => [kind, attestations])),
          ),
        },
        { requiredKeys: ['tenant', 'name', 'entity', 'assessment', 'justification', 'attestations'] },
      );
    });
}

function moments(): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max: Date.parse('2027-01-01T00:00:00Z') }).map(toTimestamp);
}

/** Any text that the schema allows, rich in what means something to YAML. */
function text(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const telling = fc.constantFrom(
    ...Array.from(' \n\n:#-?>|%@`"\'&*!{}[],~=<\\.'),
    ': ',
    ' #',
    '---',
    '...',
    '\n ',
    '  ',
    'é',
    '😀',
  );
  const words = fc.constantFrom('null', 'true', '0x1F', '1e3', 'phished', 'x'.repeat(90), 'a b c d e f g h '.repeat(8));
  const unit = fc.oneof(telling, words, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
  return fc
    .array(unit, { minLength: Math.min(minLength, 4), maxLength: 60 })
    .map((units) => units.join(''))
    .filter((written) => !NEVER.test(written) && count(written) >= minLength && count(written) <= maxLength);
}

const NEVER = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Cs}\u2028\u2029]/u;

function count(written: string): number {
  return Array.from(written).length;
}
