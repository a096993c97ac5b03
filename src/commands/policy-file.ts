import { parsePolicyTests, POLICY_TESTS_PATH } from '../policy-test/parse-policy-tests.ts';
import type { PolicyTestsFile } from '../generated/policy-tests.ts';
import { parsePolicy, POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { FileReport, SourceFile } from '../policy/validate-files.ts';
import { tooLarge } from '../request/decode.ts';
import { problemOfFile } from '../request/finding.ts';
import type { Checked, Problem } from '../request/problem.ts';
import { checkEntry } from '../request/request-path.ts';
import { readWorkTreeFile } from './work-tree.ts';

/** A file that a command needs: its content, or what is wrong with it as `validate` says it. */
export type Usable<T> =
  { readonly usable: true; readonly value: T } | { readonly usable: false; readonly report: FileReport };

/** The policy of the work tree. */
export async function readPolicy(root: string): Promise<Usable<Policy>> {
  const hint = `Write one at ${POLICY_PATH}: it names the tenants and who approves.`;
  const missing = problemOfFile('there is no policy', hint);
  return check(await readWorkTreeFile(root, POLICY_PATH), parsePolicy, { path: POLICY_PATH, missing });
}

/** The policy's own cases, in the work tree. */
export async function readPolicyTests(root: string): Promise<Usable<PolicyTestsFile>> {
  const hint = `Write some at ${POLICY_TESTS_PATH}: docs/policy.md shows how.`;
  const missing = problemOfFile('there are no policy tests', hint);
  return check(await readWorkTreeFile(root, POLICY_TESTS_PATH), parsePolicyTests, { path: POLICY_TESTS_PATH, missing });
}

interface Expected {
  readonly path: string;
  readonly missing: Problem;
}

function check<T>(
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
