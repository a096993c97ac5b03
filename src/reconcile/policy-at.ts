import type { ControlRepository } from '../ports/control-repository.ts';
import { parsePolicy, POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Checked } from '../request/problem.ts';

/** A policy as one commit holds it. */
export interface PolicyAt {
  /** Null where the commit has no policy file. */
  readonly blob: string | null;
  readonly checked: Checked<Policy>;
}

/** Reads the policy of a commit from git objects. */
export async function policyAt(git: ControlRepository, commit: string): Promise<PolicyAt> {
  const entry = await git.entryAt(commit, POLICY_PATH);
  if (entry?.mode !== '100644') {
    const message = entry ? `${POLICY_PATH} is not a plain file` : `there is no ${POLICY_PATH}`;
    const hint = 'add the policy as an ordinary file on the default branch';
    return { blob: null, checked: { valid: false, problems: [{ line: 1, column: 1, pointer: '', message, hint }] } };
  }
  return { blob: entry.blob, checked: parsePolicy(await git.readBlob(entry.blob)) };
}
