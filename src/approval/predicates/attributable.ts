import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { PullRequestEvidence } from '../evidence.ts';

const NAME = 'attributable';

/** Everybody who changed this file is a known account, so that everybody who must not approve it can be barred. */
export function attributable({ changes, number }: PullRequestEvidence): Predicate {
  if (!changes.known) {
    return fails(NAME, 'indeterminate', `the commits of #${number} could not be read completely: ${changes.reason}`);
  }
  for (const { commit, people } of changes.value) {
    for (const { role, account } of people) {
      if (account.known) continue;
      return fails(
        NAME,
        'indeterminate',
        `${commit.slice(0, 7)} changed this file and its ${role} matches no account: ${account.reason}`,
      );
    }
  }
  return holds(NAME, 'every change to this file comes from a known account');
}
