import { runCases } from '../policy-test/run-cases.ts';
import { renderPolicyTest } from '../report/policy-test-text.ts';
import { renderReport } from '../report/problems.ts';
import { jsonText } from '../report/text-safety.ts';
import type { FileReport } from '../policy/validate-files.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';
import { readPolicy, readPolicyTests } from './policy-file.ts';
import { findRoot } from './work-tree.ts';

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
  const policy = await readPolicy(root);
  const tests = await readPolicyTests(root);
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

function printUnusable(files: readonly FileReport[], json: boolean, console: Console): void {
  const shown = files.map(({ path, valid, problems }) => ({ path, valid, problems }));
  console.out(
    json
      ? jsonText({ cases: [], files: shown })
      : renderReport({ policyUsable: false, files }, 'pretty', console.colours),
  );
}
