import type { BranchProtection, BranchRule } from '../ports/repository-settings.ts';
import type { Asked } from './asked.ts';
import type { PosturePoint } from './finding.ts';
import { protectDefaultBranch } from './github-commands.ts';
import { namesOf, protectionKeeper, rulesetKeepers, type Keeper } from './keepers.ts';
import type { PostureFacts } from './posture-facts.ts';
import { notRead, point } from './posture-point.ts';

/** What the default branch must be kept from, and what keeps it. */
interface Need {
  readonly check: string;
  readonly met: string;
  readonly unmet: string;
  readonly byRule: (rule: BranchRule) => boolean;
  readonly byProtection: (protection: BranchProtection) => boolean;
}

const NEEDS: readonly Need[] = [
  {
    check: 'review',
    met: 'takes changes only by pull requests that somebody approved',
    unmet: 'takes changes that nobody approved: whoever can push there owns the tenants',
    byRule: ({ kind, approvals }) => kind === 'pullRequest' && approvals > 0,
    byProtection: ({ approvals }) => approvals > 0,
  },
  {
    check: 'codeOwnerReview',
    met: 'asks code owners for a review of what is theirs',
    unmet: 'asks no code owner: whoever may approve a request may approve a workflow or the policy',
    byRule: ({ kind, codeOwners }) => kind === 'pullRequest' && codeOwners,
    byProtection: ({ codeOwners }) => codeOwners,
  },
  {
    check: 'forcePush',
    met: 'can not be pushed to by force',
    unmet: 'can be pushed to by force, which rewrites what was approved',
    byRule: ({ kind }) => kind === 'noForcePush',
    byProtection: ({ forcePushes }) => !forcePushes,
  },
  {
    check: 'deletion',
    met: 'can not be deleted',
    unmet: 'can be deleted, and another one put in its place',
    byRule: ({ kind }) => kind === 'noDeletion',
    byProtection: ({ deletions }) => !deletions,
  },
];

/** Whether rulesets alone give the default branch all it needs; where not, the older protection has to be asked for. */
export function rulesSuffice(rules: readonly BranchRule[]): boolean {
  return NEEDS.every(({ byRule }) => rules.some(byRule));
}

/** Whether the default branch takes reviewed changes only, and whether anybody may pass by that. */
export function judgeDefaultBranch(facts: PostureFacts): readonly PosturePoint[] {
  const kept = NEEDS.map((need) => ({ need, keepers: keepersOf(need, facts) }));
  const found = kept.flatMap(({ keepers }) => (keepers.answered && keepers.value.length > 0 ? [keepers.value] : []));
  return [
    ...kept.map(({ need, keepers }) => judgeNeed(need, keepers, facts)),
    ...(found.length > 0 ? [judgeBypass(found, facts)] : []),
  ];
}

/** Who meets a need: rulesets first. Unanswered where nobody does and something could not be read. */
function keepersOf({ byRule, byProtection }: Need, facts: PostureFacts): Asked<readonly Keeper[]> {
  const { main, repository, defaultBranch } = facts;
  const rulesets = rulesetKeepers(byRule, main, repository);
  const { protection } = main;
  if (!protection || (rulesets.answered && rulesets.value.length > 0)) return rulesets;
  if (!protection.answered) return protection;
  if (!protection.value || !byProtection(protection.value)) return rulesets;
  return { answered: true, value: [protectionKeeper(protection.value, repository, defaultBranch)] };
}

function judgeNeed({ check, met, unmet }: Need, keepers: Asked<readonly Keeper[]>, facts: PostureFacts): PosturePoint {
  const { defaultBranch } = facts;
  const say = point(null, 'branches', `${defaultBranch}.${check}`, true);
  if (!keepers.answered) return notRead(say, keepers, 'Administration: read');
  if (keepers.value.length > 0) return say.ok(`${defaultBranch} ${met} (${namesOf(keepers.value)})`);
  return say.problem(`${defaultBranch} ${unmet}`, protectDefaultBranch(facts));
}

/** Each need has to have one keeper that binds everybody. */
function judgeBypass(kept: readonly (readonly Keeper[])[], { defaultBranch, repository }: PostureFacts): PosturePoint {
  const loose = kept.filter((keepers) => !keepers.some(({ bypass }) => bypass?.length === 0)).flat();
  const required = point(null, 'branches', `${defaultBranch}.bypass`, true);
  const open = loose.find(({ bypass, bindsToken }) => bypass !== undefined || bindsToken === false);
  if (open) {
    const who = open.bypass ? namesOf(open.bypass) : 'whoever holds the token of this very run';
    return required.problem(`${who} may pass by ${open.name} of ${defaultBranch}`, open.remedy);
  }
  if (loose.length === 0) return required.ok(`nobody may pass by the rules of ${defaultBranch}`);
  return hiddenBypass(`${defaultBranch}.bypass`, null, loose, repository);
}

/**
 * GitHub shows a bypass list only to whoever may change the ruleset, and a run must never hold such a token. So a hidden
 * list is told and is no reason to refuse: an administrator's doctor sees it.
 */
export function hiddenBypass(
  check: string,
  tenant: string | null,
  keepers: readonly Keeper[],
  repository: string,
): PosturePoint {
  return point(tenant, 'branches', check, false).unknown(
    `GitHub does not show this token who may pass by ${namesOf(keepers)}: only whoever may change it sees that`,
    `let an administrator of ${repository} run it: GITHUB_TOKEN=$(gh auth token) reinstate doctor`,
  );
}
