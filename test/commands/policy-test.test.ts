import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policyTestCommand } from '../../src/commands/policy-test.ts';

const POLICY = '.github/reinstate.yml';
const TESTS = '.github/reinstate.tests.yml';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reinstate-policy-test-'));
  mkdirSync(join(folder, '.github'));
  for (const path of [POLICY, TESTS]) cpSync(path, join(folder, path));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(json = false) {
  let out = '';
  const progress = { warn: () => {}, step: () => {} };
  const code = await policyTestCommand(
    { json },
    {
      cwd: folder,
      env: {},
      version: '0',
      colours: createColors(false),
      out: (text) => (out += text),
      progress,
    },
  );
  return { code, out };
}

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

function cases(text: string): void {
  write(TESTS, `apiVersion: reinstate/v1\nkind: PolicyTests\ncases:\n${text}`);
}

const FAILING =
  '  - name: nobody has to approve\n    given: { approval: { reviews: [] } }\n    then: { outcome: approved }\n';

describe('policy test', () => {
  test('ends with 0 where every case passes', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/^pass {2}a mailbox with everything in order is unblocked$/mu);
    expect(out).toMatch(/^(\d+) of \1 cases pass$/mu);
  });

  test('ends with 1 where one fails, and says why', async () => {
    cases(`  - name: in order\n    then: { outcome: approved }\n${FAILING}`);
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toBe(
      [
        'pass  in order',
        'FAIL  nobody has to approve',
        '      outcome: expected approved, got denied',
        '        enoughApprovals: approvals that count: 0 of 1 (every request needs one)',
        '',
        '1 of 2 cases fail',
        '',
      ].join('\n'),
    );
  });

  test('prints one JSON document', async () => {
    cases(FAILING);
    const { code, out } = await run(true);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      cases: [
        {
          name: 'nobody has to approve',
          passed: false,
          expected: { outcome: 'approved', predicates: {} },
          got: { outcome: 'denied', predicates: expect.objectContaining({ enoughApprovals: 'denied' }) },
          differences: [
            { of: 'outcome', expected: 'approved', got: 'denied', reasons: [expect.stringContaining('0 of 1')] },
          ],
        },
      ],
    });
  });

  test('lets no text of a case be more than text', async () => {
    cases('  - name: "::error::x ##[group]"\n    then: { outcome: denied }\n');
    const { out } = await run();
    expect(out).not.toContain('::error::');
    expect(out).not.toContain('##[');
  });
});

describe('policy test ends with 2, naming the line,', () => {
  const rule = (expr: string) =>
    `${readFileSync(POLICY, 'utf8')}rules:\n  - name: one\n    message: no\n    expr: ${JSON.stringify(expr)}\n`;
  const line = rule('').split('\n').length - 1;

  test.each([
    ['a rule that does not parse', 'now >', 'rules[0].expr can not be read'],
    ['a rule that is no bool', 'request.id', 'rules[0].expr is a string'],
    ['a rule over an unknown name', 'requests.id == ""', 'Unknown variable: requests'],
  ])('for %s', async (_, expr, says) => {
    write(POLICY, rule(expr));
    const { code, out } = await run();
    expect(code).toBe(2);
    expect(out).toContain(`${POLICY}:${line}:11: error: `);
    expect(out).toContain(says);
  });

  test('for tests that are invalid', async () => {
    cases('  - name: a\n    then: { outcome: maybe }\n');
    const { code, out } = await run();
    expect(code).toBe(2);
    expect(out).toContain(`${TESTS}:5:`);
  });

  test.each([POLICY, TESTS])('for %s that is not there, a link or too large', async (path) => {
    unlinkSync(join(folder, path));
    expect(await run()).toEqual({ code: 2, out: expect.stringContaining(`${path}:1:1: error: there `) });
    symlinkSync('elsewhere', join(folder, path));
    expect(await run()).toEqual({ code: 2, out: expect.stringContaining('symbolic link') });
    unlinkSync(join(folder, path));
    write(path, '#'.repeat(100_000));
    expect(await run()).toEqual({ code: 2, out: expect.stringContaining('larger than 64 KiB') });
  });

  test('in JSON too', async () => {
    cases('  - name: a\n');
    const { code, out } = await run(true);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      cases: [],
      files: [{ path: TESTS, valid: false, problems: [{ line: 4 }] }],
    });
  });
});

test('the program knows the command', () => {
  const { status, stdout } = spawnSync(process.execPath, ['src/cli.ts', 'policy', 'test', '--json'], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout).cases.length).toBeGreaterThan(0);
});
