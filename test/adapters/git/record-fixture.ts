import { git } from './fixture.ts';
import type { RecordCommit } from '../../../src/ports/record-branch.ts';

/** The records branch of these tests. */
export const BRANCH = 'reinstate/records/contoso';

/** One record's change, told as the program tells it. */
export function change(name: string, content: string, phase = 'Pending'): RecordCommit {
  return {
    message: `${phase} contoso/${name}\n\nRequest: contoso/${name}\nPhase: ${phase}\nRun: 7/1\n`,
    files: [{ path: `records/${name}.json`, bytes: Buffer.from(content) }],
  };
}

/** Puts any tree on the records branch, as somebody with git in his hands could. */
export async function foreignCommit(
  clone: string,
  stage: (work: string) => Promise<unknown>,
  env = {},
): Promise<string> {
  const work = `${clone}-foreign`;
  await git(clone, ['worktree', 'add', '--quiet', '--force', '--detach', work]);
  const exists = await git(clone, ['ls-remote', 'origin', `refs/heads/${BRANCH}`]);
  if (exists === '') await git(work, ['checkout', '--quiet', '--orphan', 'foreign']);
  else {
    await git(work, ['fetch', '--quiet', 'origin', BRANCH]);
    await git(work, ['checkout', '--quiet', '--detach', 'FETCH_HEAD']);
  }
  if (exists === '') await git(work, ['rm', '--quiet', '-rf', '.']);
  await stage(work);
  await git(work, ['commit', '--quiet', '--allow-empty', '-m', 'By hand'], env);
  await git(work, ['push', '--quiet', 'origin', `HEAD:refs/heads/${BRANCH}`]);
  return git(work, ['rev-parse', 'HEAD']);
}
