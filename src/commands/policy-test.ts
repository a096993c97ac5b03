import { parsePolicyTests, POLICY_TESTS_PATH } from '../policy-test/parse-policy-tests.ts';
import { runCases } from '../policy-test/run-cases.ts';
import type { PolicyTestsFile } from '../generated/policy-tests.ts';
import { parsePolicy, POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { FileReport, SourceFile } from '../policy/validate-files.ts';
import { renderPolicyTest } from '../report/policy-test-text.ts';
import { renderReport } from '../report/problems.ts';
import { jsonText } from '../report/text-safety.ts';
import { tooLarge } from '../request/decode.ts';
import { problemOfFile } from '../request/finding.ts';
import type { Checked, Problem } from '../request/problem.ts';
import { checkEntry } from '../request/request-path.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';
import { findRoot, readWorkTreeFile } from './work-tree.ts';

/** Options of `reinstate policy test`. */
export interface PolicyTestCommand {
  readonly json: boolean;
}

/**
 * Runs the policy's own cases, offline: 0 where all pass, 1 where some fail, 2 where one of the two files can't be used,
 * and then what is wrong with it is said in `files`, as `validate` says it.
 */
export async function policyTestCommand({ json }: PolicyTestCommand, console: Console): Promise<ExitCode> {
  const root = await findRoot(console.cwd);
  const policy = check(await readWorkTreeFile(root, POLICY_PATH), parsePolicy, POLICY);
  const tests = check(await readWorkTreeFile(root, POLICY_TESTS_PATH), parsePolicyTests, TESTS);
  if (!policy.usable || !tests.usable) {
    printUnusable(
      [policy, tests].flatMap((one) => (one.usable ? [] : [one.report])),
      json,
      console,
    );
    return 2;
  }
  const cases = runCases(tests.value, policy.value);
  console.out(json ? jsonText({ cases }) : renderPolicyTest(cases, console.colours));
  return cases.every(({ passed }) => passed) ? 0 : 1;
}

type Usable<T> = { readonly usable: true; readonly value: T } | { readonly usable: false; readonly report: FileReport };

interface Expected {
  readonly path: string;
  readonly missing: Problem;
}

const POLICY: Expected = {
  path: POLICY_PATH,
  missing: problemOfFile('there is no policy', `Write one at ${POLICY_PATH}: it names the tenants and who approves.`),
};
const TESTS: Expected = {
  path: POLICY_TESTS_PATH,
  missing: problemOfFile('there are no policy tests', `Write some at ${POLICY_TESTS_PATH}: docs/policy.md shows how.`),
};

function check<T extends Policy | PolicyTestsFile>(
  file: SourceFile | undefined,
  parse: (bytes: Uint8Array) => Checked<T>,
  { path, missing }: Expected,
): Usable<T> {
  const unusable = (problems: readonly Problem[]): Usable<T> => ({
    usable: false,
    report: { path, valid: false, problems, text: file?.bytes ? new TextDecoder().decode(file.bytes) : '' },
  });
  if (!file) return unusable([missing]);
  const entry = checkEntry(path, file.mode);
  if (entry) return unusable([entry]);
  if (!file.bytes) return unusable([tooLarge()]);
  const checked = parse(file.bytes);
  return checked.valid ? { usable: true, value: checked.value } : unusable(checked.problems);
}

function printUnusable(files: readonly FileReport[], json: boolean, console: Console): void {
  const shown = files.map(({ path, valid, problems }) => ({ path, valid, problems }));
  console.out(
    json
      ? jsonText({ cases: [], files: shown })
      : renderReport({ policyUsable: false, files }, 'pretty', console.colours),
  );
}
