import type { BranchProtection, BranchRule, Ruleset } from '../../ports/repository-settings.ts';
import { foreignText } from '../../support/foreign-text.ts';
import type { Answer } from './answer.ts';

const KINDS: ReadonlyMap<string, BranchRule['kind']> = new Map([
  ['pull_request', 'pullRequest'],
  ['non_fast_forward', 'noForcePush'],
  ['deletion', 'noDeletion'],
  ['update', 'noUpdate'],
]);

/** One rule as GitHub lists it for a branch. */
export function ruleIn(answer: Answer): BranchRule {
  const kind = KINDS.get(answer.text('type')) ?? 'other';
  const parameters = kind === 'pullRequest' ? answer.within('parameters') : null;
  return {
    kind,
    ruleset: answer.whole('ruleset_id'),
    approvals: parameters?.whole('required_approving_review_count') ?? 0,
    codeOwners: parameters?.flag('require_code_owner_review') ?? false,
  };
}

/** A ruleset: its rules are known by then, and whom they do not bind is what counts. */
export function rulesetIn(answer: Answer): Ruleset {
  const own = answer.textOrNull('current_user_can_bypass');
  return {
    id: answer.whole('id'),
    name: foreignText(answer.text('name')),
    source: foreignText(answer.text('source')),
    bypass: answer.listOrNull('bypass_actors')?.map((actor) => ({
      type: foreignText(actor.text('actor_type')),
      id: actor.wholeOrNull('actor_id'),
    })),
    bindsToken: own === null ? undefined : own === 'never',
  };
}

/** Protection of the older kind. Where no reviews are required, GitHub leaves their block out. */
export function protectionIn(answer: Answer): BranchProtection {
  const reviews = answer.withinOrNull('required_pull_request_reviews');
  const switched = (name: string): boolean => answer.within(name).flag('enabled');
  return {
    approvals: reviews?.wholeOrNull('required_approving_review_count') ?? 0,
    codeOwners: reviews?.flagOrNull('require_code_owner_reviews') ?? false,
    forcePushes: switched('allow_force_pushes'),
    deletions: switched('allow_deletions'),
    bindsAdministrators: switched('enforce_admins'),
    bypass: bypassIn(reviews?.withinOrNull('bypass_pull_request_allowances') ?? null),
  };
}

function bypassIn(allowances: Answer | null): readonly string[] {
  if (!allowances) return [];
  const names = (list: string, key: string): readonly string[] =>
    (allowances.listOrNull(list) ?? []).map((one) => foreignText(one.text(key)));
  return [...names('users', 'login'), ...names('teams', 'slug'), ...names('apps', 'slug')];
}
