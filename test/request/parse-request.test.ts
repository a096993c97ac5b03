import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { parseRequest } from '../../src/request/parse-request.ts';
import { readFixture } from './fixtures.ts';

const PATH = 'unblock-requests/contoso/2026-11-23-alice.yaml';

function parse(text: string) {
  return parseRequest(PATH, new TextEncoder().encode(text));
}

function fixture(name: string) {
  const { path, bytes = new Uint8Array() } = readFixture('valid', name);
  return parseRequest(path, bytes);
}

describe('a valid request', () => {
  test('has lower-cased addresses, times in UTC and its defaults', () => {
    expect(fixture('everything')).toEqual({
      valid: true,
      value: {
        id: 'contoso/2026-11-23-alice',
        tenant: 'contoso',
        name: '2026-11-23-alice',
        path: PATH,
        entity: { mailbox: 'alice@contoso.com' },
        restrictedSince: '2026-11-23T07:41:00.000Z',
        securedAccount: 'bob@contoso.com',
        requestedBy: 'octocat',
        ticket: 'INC0012345',
        assessment: 'compromised',
        justification: 'Password phished on the 22nd; account recovered, rules removed.',
        attestations: {
          mfa: {
            attestedBy: 'dana@contoso.com',
            attestedAt: '2026-11-23T08:30:00.000Z',
            method: 'microsoftAuthenticator',
          },
          passwordReset: { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:20:00.000Z' },
        },
      },
    });
  });

  test('has nothing that the file does not have', () => {
    const checked = fixture('compromised-mailbox');
    expect(checked.valid && Object.keys(checked.value)).toEqual([
      'id',
      'tenant',
      'name',
      'path',
      'entity',
      'assessment',
      'justification',
      'attestations',
    ]);
  });

  test('names a connector by its lower-cased GUID', () => {
    expect(fixture('connector')).toMatchObject({
      value: { entity: { connector: '6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11' } },
    });
  });

  test('means the same with a byte order mark and CRLF', () => {
    expect(fixture('byte-order-mark-and-crlf')).toEqual(fixture('compromised-mailbox'));
  });

  test('means the same with its dates in quotes', () => {
    const plain = fixture('compromised-mailbox');
    expect(plain.valid).toBe(true);
    expect(fixture('quoted-everywhere')).toMatchObject({
      value: plain.valid ? { entity: plain.value.entity, attestations: plain.value.attestations } : undefined,
    });
  });
});

describe('hostile bytes', () => {
  test('never make a parser throw, and every problem has a place and a hint', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const checked of [parseRequest(PATH, bytes), parsePolicy(bytes)]) {
          expect(checked.valid).toBe(false);
          for (const { line, column, message, hint } of checked.valid ? [] : checked.problems) {
            expect(Math.min(line, column)).toBeGreaterThan(0);
            expect(Math.min(message.length, hint.length)).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  const pieces = [
    ': ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '<<',
    '!t',
    '"',
    "'",
    '|',
    '>',
    '#',
    '%YAML 1.1',
    '---',
    '?',
    ',',
  ];
  test('never make a parser throw when they look like YAML', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces, 'entity', 'mailbox', 'é', '\u202e', '\0'), { maxLength: 60 }),
        (words) => {
          expect(parse(words.join('')).valid).toBe(false);
        },
      ),
    );
  });

  test.each(['[', '{a: ', '- ', '&a ', '!a ', '*a ', '"', '\u202e'])('64 KiB of %j are refused', (piece) => {
    const text = piece.repeat(64 * 1024).slice(0, 21_000);
    const checked = parse(text);
    expect(checked.valid).toBe(false);
    expect(checked.valid ? 0 : checked.problems.length).toBeLessThan(50);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('the key %s is like any other', (key) => {
    const checked = parse(`${key}: { polluted: true }\n`);
    expect(checked.valid ? [] : checked.problems.map(({ message }) => message)).toContain(`unknown key "${key}"`);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('problems', () => {
  test('of a file that is nothing but problems are not all told', () => {
    const checked = parse(Array.from({ length: 5000 }, (_, index) => `k${index}: 1\n`).join(''));
    const problems = checked.valid ? [] : checked.problems;
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({ line: 96, message: 'from here on there are 4905 more problems' });
  });

  test('quote what stands in the file so that it cannot deceive', () => {
    const checked = parse('"\\u202eevil\\x1b[2J": 1\n');
    expect(checked.valid ? [] : checked.problems.map(({ message }) => message)).toContain(
      'unknown key "<U+202E>evil<U+001B>[2J"',
    );
  });

  test('come in the order of the file', () => {
    const { path, bytes = new Uint8Array() } = readFixture('invalid', 'everything-at-once');
    const checked = parseRequest(path, bytes);
    const lines = checked.valid ? [] : checked.problems.map(({ line }) => line);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test('of a judge are found in the same pass and get their lines', () => {
    const bytes = readFixture('valid', 'compromised-mailbox').bytes ?? new Uint8Array();
    const checked = parseRequest(PATH, bytes, (tenant) => [
      { pointer: '/entity/mailbox', message: `not in ${tenant}`, hint: 'Ask.' },
    ]);
    expect(checked).toEqual({
      valid: false,
      problems: [{ line: 4, column: 12, pointer: '/entity/mailbox', message: 'not in contoso', hint: 'Ask.' }],
    });
  });
});
