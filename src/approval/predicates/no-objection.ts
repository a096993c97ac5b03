import type { TenantPolicy } from '../../policy/policy.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { PullRequestEvidence } from '../evidence.ts';
import { standingObjections } from '../judge-reviews.ts';

const NAME = 'noObjection';

/** Nobody with authority asks for changes: the brake works before the merge and after it. */
export function noObjection(pullRequest: PullRequestEvidence, policies: readonly TenantPolicy[]): Predicate {
  const objections = standingObjections(pullRequest, policies);
  const certain = objections.find(({ authority }) => authority.kind === 'granted');
  if (certain) {
    return fails(NAME, 'pending', `${who(certain.review.user)} asks for changes in review ${certain.review.id}`);
  }
  const [doubtful] = objections;
  return doubtful
    ? fails(
        NAME,
        'indeterminate',
        `${who(doubtful.review.user)} asks for changes, and whether that weighs is not known: ${reasonOf(doubtful.authority)}`,
      )
    : holds(NAME, 'nobody with authority asks for changes');
}

function who(user: { readonly login: string } | null): string {
  return user ? `@${user.login}` : 'a deleted account';
}

function reasonOf(authority: { readonly kind: string; readonly reason?: string }): string {
  return authority.reason ?? authority.kind;
}
