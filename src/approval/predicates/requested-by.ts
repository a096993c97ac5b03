import type { UnblockRequest } from '../../request/request.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { PullRequestEvidence } from '../evidence.ts';
import { openedByIntake } from '../required-approvals.ts';

const NAME = 'requestedBy';

/** `requestedBy` names the human author himself, or somebody a trusted intake App spoke for. */
export function requestedBy(
  request: UnblockRequest,
  pullRequest: PullRequestEvidence,
  policies: readonly TenantPolicy[],
): Predicate {
  const login = request.requestedBy;
  if (login === undefined) return holds(NAME, 'the pull request speaks for its author');
  const { author } = pullRequest;
  if (author?.type === 'User' && author.login.toLowerCase() === login.toLowerCase()) {
    return holds(NAME, `@${login} opened the pull request`);
  }
  if (!openedByIntake(pullRequest, policies)) {
    const opener = author ? `@${author.login}` : 'a deleted account';
    return fails(NAME, 'denied', `requestedBy names @${login}, but ${opener} opened the pull request`);
  }
  return pullRequest.requestedBy.known
    ? holds(NAME, `${author?.login ?? 'the App'} spoke for @${login}`)
    : fails(NAME, 'indeterminate', `@${login}, whom requestedBy names, could not be read`);
}
