import type { FaultMatch } from '../../../src/sandbox/faults.ts';
import type { ForgePullRequest } from '../../../src/sandbox/forge/model.ts';
import type { Tenant } from '../../../src/sandbox/tenant/tenant.ts';

/** Whose pull request a call is about. */
export interface Asked {
  readonly tenant: Tenant;
  readonly address: string;
  readonly pullRequest: ForgePullRequest;
  readonly landing: string;
  readonly author: string;
  /** Whom the request names as who asked for it. */
  readonly requester: string;
  readonly reviewer: string;
}

/** One call to GitHub's API, and what it takes for a run to make it. */
export interface GitHubCall {
  readonly name: string;
  match(asked: Asked): FaultMatch;
  /** Authority comes from a team, not from a role. */
  readonly byTeam?: true;
  /** An App opens the pull request, and the request names the person it speaks for. */
  readonly byIntake?: true;
  /** Git does not have the commit that was reviewed. */
  readonly lost?: true;
}

const TEAM = 'secops';

function ofPullRequest(rest: string): GitHubCall['match'] {
  return ({ pullRequest }) => ({ path: new RegExp(String.raw`/pulls/${pullRequest.number}${rest}(?:\?|$)`, 'u') });
}

/** Every call by which an approval is proved. */
export const GITHUB_CALLS: readonly GitHubCall[] = [
  { name: 'the pull requests of a commit', match: ({ landing }) => ({ path: `/commits/${landing}/pulls` }) },
  { name: 'a pull request', match: ofPullRequest('') },
  { name: 'its files', match: ofPullRequest('/files') },
  { name: 'its commits', match: ofPullRequest('/commits') },
  { name: 'its reviews', match: ofPullRequest('/reviews') },
  { name: 'its timeline', match: ({ pullRequest }) => ({ path: `/issues/${pullRequest.number}/timeline` }) },
  {
    name: 'the pushes to its branch',
    match: ({ pullRequest }) => ({ path: `ref=${encodeURIComponent(`refs/heads/${pullRequest.headBranch}`)}&` }),
  },
  { name: 'the role of a reviewer', match: ({ reviewer }) => ({ path: `/collaborators/${reviewer}/permission` }) },
  {
    name: 'a membership of a team',
    match: ({ reviewer }) => ({ path: `/teams/${TEAM}/memberships/${reviewer}` }),
    byTeam: true,
  },
  {
    name: 'the account that an intake spoke for',
    match: ({ requester }) => ({ path: `/users/${requester}` }),
    byIntake: true,
  },
  {
    name: 'a file of a commit',
    match: ({ tenant }) => ({
      path: new RegExp(String.raw`/contents/unblock-requests(?:/|%2F)${tenant.name}(?:/|%2F)`, 'u'),
    }),
    lost: true,
  },
];
