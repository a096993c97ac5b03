import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import requestSchema from '../../schemas/unblock-request.schema.json' with { type: 'json' };
import { POLICY_FORMATS } from '../../src/policy/formats.ts';
import { parseRequest } from '../../src/request/parse-request.ts';

/** The schema as an editor reads it: patterns count, formats are only hints. */
const inEditors = new Ajv2020({ validateFormats: false, allErrors: true }).compile(requestSchema);

const moments = fc.constantFrom('2026-11-23T08:30:00Z', '2026-11-23T09:30:00+01:00', '2026-02-30T08:30:00Z', 'soon', 7);
const addresses = fc.constantFrom(
  'alice@contoso.com',
  'bob@contoso.com',
  'Dana@contoso.com',
  '*@contoso.com',
  'а@b.c',
  null,
);
const attestations = fc.record(
  { attestedBy: addresses, attestedAt: moments, method: fc.constantFrom('fido2', '', 1) },
  { requiredKeys: ['attestedBy'] },
);
const requests = fc.record(
  {
    apiVersion: fc.constantFrom('reinstate/v1', 'reinstate/v1', 'reinstate/v1', 1),
    kind: fc.constantFrom('UnblockRequest', 'UnblockRequest', 'Policy'),
    entity: fc.record(
      { mailbox: addresses, connector: fc.constantFrom('6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11', 'x') },
      { requiredKeys: [] },
    ),
    restrictedSince: moments,
    securedAccount: addresses,
    requestedBy: fc.constantFrom('octocat', '@octocat'),
    ticket: fc.constantFrom('INC1', 5),
    assessment: fc.constantFrom('compromised', 'falsePositive', 'no'),
    justification: fc.constantFrom('x'.repeat(20), 'x'.repeat(2000), 'x', ' '.repeat(30)),
    attestations: fc.record(
      { mfa: attestations, passwordReset: attestations, connectorReview: attestations, investigation: attestations },
      { requiredKeys: [] },
    ),
    extra: fc.constant(1),
  },
  { requiredKeys: ['apiVersion', 'kind', 'entity', 'justification', 'attestations'] },
);
const goodParts = {
  apiVersion: 'reinstate/v1',
  kind: 'UnblockRequest',
  justification: 'Password phished on the 22nd; account recovered.',
};
const goodAttestation = fc.record({
  attestedBy: fc.constantFrom('dana@contoso.com', 'alice@contoso.com'),
  attestedAt: fc.constant('2026-11-23T08:30:00Z'),
});
const nearlyGood = fc
  .record(
    {
      entity: fc.constantFrom({ mailbox: 'alice@contoso.com' }, { connector: '6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11' }),
      assessment: fc.constantFrom('compromised', 'falsePositive'),
      securedAccount: fc.constantFrom('bob@contoso.com', 'alice@contoso.com'),
      attestations: fc.record(
        {
          mfa: goodAttestation,
          passwordReset: goodAttestation,
          connectorReview: goodAttestation,
          investigation: goodAttestation,
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['entity', 'attestations'] },
  )
  .map((parts) => ({ ...goodParts, ...parts }));

/** What only code can say: the schema language compares no two values. */
const BEYOND_THE_SCHEMA =
  /attestedBy is|securedAccount is the mailbox|without the blanks|no real|calendar|plain ASCII/u;

function parse(request: unknown) {
  return parseRequest('unblock-requests/contoso/a.yaml', new TextEncoder().encode(JSON.stringify(request)));
}

describe('schema and code agree', () => {
  test.each([
    ['of any parts', requests],
    ['that are nearly good', nearlyGood],
  ] as const)('about requests %s', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, (request) => {
        const checked = parse(request);
        const messages = checked.valid ? [] : checked.problems.map(({ message }) => message);
        expect(messages).not.toContain('this is no request');
        const onlyByCode = messages.length > 0 && messages.every((message) => BEYOND_THE_SCHEMA.test(message));
        expect(inEditors(request)).toBe(checked.valid || onlyByCode);
      }),
      { numRuns: 1000 },
    );
  });

  test('every problem is told once: no two of them have the same place and pointer', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const checked = parse(request);
        const places = checked.valid ? [] : checked.problems.map(({ pointer, message }) => `${pointer} ${message}`);
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });
});

interface Part {
  readonly format: string;
  readonly pattern: string;
}

function formsIn(value: unknown): readonly Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const { format, pattern }: { format?: unknown; pattern?: unknown } = value;
  const own = typeof format === 'string' && typeof pattern === 'string' ? [{ format, pattern }] : [];
  return [...own, ...Object.values(value).flatMap(formsIn)];
}

describe('patterns beside formats', () => {
  const forms = [...formsIn(requestSchema), ...formsIn(policySchema)];

  test('exist', () => {
    expect(forms.length).toBeGreaterThan(8);
  });

  test.each(forms.map(({ format, pattern }) => [format, pattern] as const))(
    'never refuse what the format %s accepts',
    (format, pattern) => {
      const words = fc.stringMatching(new RegExp(pattern, 'u'));
      const near = fc.oneof(
        words,
        words.map((word) => `${word}x`),
        fc.string({ maxLength: 30 }),
      );
      fc.assert(
        fc.property(near, (text) => {
          const accepted = POLICY_FORMATS[format]?.(text) === undefined;
          expect(accepted && !new RegExp(pattern, 'u').test(text)).toBe(false);
        }),
      );
    },
  );
});
