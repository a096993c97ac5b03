import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { validateFiles, type SourceFile } from '../../src/policy/validate-files.ts';

const POLICY = '.github/reinstate.yml';
const PATH = 'unblock-requests/contoso/alice.yaml';
const FILE = '100644';
const encode = (text: string) => new TextEncoder().encode(text);

const policy: SourceFile = {
  path: POLICY,
  mode: FILE,
  bytes: readFileSync(new URL(`../../${POLICY}`, import.meta.url)),
};
const request = (over: Partial<SourceFile> = {}): SourceFile => ({
  path: PATH,
  mode: FILE,
  bytes: encode('{}'),
  ...over,
});

/** The messages about each file. */
function saidOf(files: readonly SourceFile[], under: SourceFile | undefined = policy) {
  const { policyUsable, files: reports } = validateFiles(files, under);
  return { policyUsable, said: reports.map(({ problems }) => problems.map(({ message }) => message)) };
}

describe('a policy that can not be used stands alone', () => {
  test.each<[string, SourceFile | undefined, RegExp]>([
    ['where there is none', undefined, /^there is no policy$/],
    ['where it is a link', { ...policy, mode: '120000' }, /link/],
    ['where it was too large to be read', { ...policy, bytes: undefined }, /64 KiB/],
    ['where it is invalid', { ...policy, bytes: encode('kind: Policy') }, /missing/],
  ])('%s', (_, under, says) => {
    const report = validateFiles([request()], under);
    expect(report.policyUsable).toBe(false);
    expect(report.files.map(({ path, valid }) => ({ path, valid }))).toEqual([{ path: POLICY, valid: false }]);
    expect(report.files[0]?.problems[0]?.message).toMatch(says);
    expect(report.files[0]?.text).toBe(under?.bytes ? new TextDecoder().decode(under.bytes) : '');
  });

  test('and where there is none says what to write', () => {
    expect(validateFiles([], undefined).files[0]?.problems[0]?.hint).toContain(POLICY);
  });
});

describe('a request file', () => {
  test('has a report of its own, with its text', () => {
    const report = validateFiles([request(), request({ path: 'unblock-requests/contoso/bob.yaml' })], policy);
    expect(report).toMatchObject({
      policyUsable: true,
      files: [
        { path: PATH, valid: false, text: '{}' },
        { path: 'unblock-requests/contoso/bob.yaml', valid: false, text: '{}' },
      ],
    });
  });

  test('is passed over where it is a README', () => {
    expect(saidOf([request({ path: 'unblock-requests/README.md' })])).toEqual({ policyUsable: true, said: [] });
  });

  test.each<[string, Partial<SourceFile>, number]>([
    ['a link, whatever it points at', { mode: '120000' }, 1],
    ['too large to be read', { bytes: undefined }, 1],
    ['too large to be read and executable', { bytes: undefined, mode: '100755' }, 2],
  ])('is refused where it is %s', (_, over, count) => {
    const [report] = saidOf([request(over)]).said;
    expect(report).toHaveLength(count);
  });

  test('that is executable is judged all the same', () => {
    const [plain] = saidOf([request()]).said;
    const [executable] = saidOf([request({ mode: '100755' })]).said;
    expect(executable).toEqual([expect.stringContaining('executable'), ...(plain ?? [])]);
  });

  test('that is valid has no problems', () => {
    const text = readFileSync(new URL('../../unblock-requests/contoso/2026-11-23-alice.yaml', import.meta.url), 'utf8');
    expect(validateFiles([request({ bytes: encode(text) })], policy).files).toMatchObject([
      { valid: true, problems: [] },
    ]);
  });
});
