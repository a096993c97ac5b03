import type { PullRequestEvidence, ReviewEvidence } from '../../src/approval/evidence.ts';
import { judgeApproval } from '../../src/approval/judge-approval.ts';
import type { ApprovalPolicy, TenantPolicy } from '../../src/policy/policy.ts';
import { known, unknown, type Reading } from '../../src/support/reading.ts';
import { NOT_ASKED, pullRequestOf, withPullRequest, type History } from './arbitraries.ts';

/** A history that lacks one fact of another, and the fact it lacks. */
export interface Removal {
  readonly fact: string;
  readonly history: History;
}

const LOST = unknown('lost');

/**
 * Every history with one fact less that speaks for the approval: a review that counts, or that is all its author
 * decided; a commit, a role, a membership, a name in a policy; the account that opened the pull request or approved;
 * the policy at the landing commit. What somebody may do speaks for the approval only where he asks for no changes:
 * of an objector it lends the objection its weight. An approval that replaced an earlier one of the same author may
 * speak against it, and only one that counts is among these.
 */
export function withoutOneInFavour(history: History): readonly Removal[] {
  const pullRequest = pullRequestOf(history);
  if (!pullRequest) return [];
  return [
    { fact: 'the opener', history: withPullRequest(history, { author: null }) },
    ...withoutApprovals(history, pullRequest),
    ...withoutAccounts(history, pullRequest),
    ...ofApprovers(history, pullRequest),
    ...ofPolicies(history, pullRequest),
  ];
}

/** Every history in which one reading failed. GitHub may never tell who pushed, so that one is not needed. */
export function withOneUnread(history: History): readonly Removal[] {
  const pullRequest = pullRequestOf(history);
  if (!pullRequest) return [];
  const parts: readonly (keyof PullRequestEvidence)[] = ['files', 'changes', 'baseChangedAt', 'reviews'];
  const asked = history.request.requestedBy === undefined ? [] : (['requestedBy'] as const);
  return [
    { fact: 'the pull request', history: { ...history, evidence: { ...history.evidence, pullRequest: LOST } } },
    ...[...parts, ...asked].map((part) => ({ fact: part, history: withPullRequest(history, { [part]: LOST }) })),
    ...ofContributors(history, pullRequest),
    ...eachReview(history, pullRequest, () => true, unreadParts),
  ];
}

function withoutApprovals(history: History, { reviews }: PullRequestEvidence): readonly Removal[] {
  const all = listed(reviews);
  const counted = new Set(
    judgeApproval(history.request, history.evidence, history.context)
      .reviews.filter(({ verdict }) => verdict === 'counted')
      .map(({ review }) => review.id),
  );
  return all
    .filter((review) => review.state === 'COMMENTED' || counted.has(review.id) || isOnlyApproval(review, all))
    .map((review) => ({
      fact: `review ${review.id}`,
      history: withPullRequest(history, { reviews: known(all.filter((one) => one !== review)) }),
    }));
}

function isOnlyApproval(review: ReviewEvidence, all: readonly ReviewEvidence[]): boolean {
  return (
    review.state === 'APPROVED' &&
    all.every((one) => one === review || one.state === 'COMMENTED' || one.user?.id !== review.user?.id)
  );
}

function ofApprovers(history: History, pullRequest: PullRequestEvidence): readonly Removal[] {
  const all = listed(pullRequest.reviews);
  return eachReview(history, pullRequest, (review) => !objects(review.user?.id, all), lesserParts);
}

function lesserParts(review: ReviewEvidence): readonly (readonly [string, ReviewEvidence])[] {
  const { standing } = review;
  const rights = [
    ['role', { ...review, standing: { ...standing, role: known('none' as const) } }],
    ...Object.keys(standing.teams).map((team) => [team, withTeam(review, team, known('none' as const))] as const),
  ] as const;
  return review.state === 'APPROVED' ? [...rights, ['commit', { ...review, commit: null }]] : rights;
}

/** A deleted account is gone from all of its reviews, and nobody is asked about its rights. */
function withoutAccounts(history: History, { reviews }: PullRequestEvidence): readonly Removal[] {
  const all = listed(reviews);
  const accounts = new Set(all.flatMap(({ user }) => (user && !objects(user.id, all) ? [user.id] : [])));
  return [...accounts].map((id) => ({
    fact: `account ${id}`,
    history: withPullRequest(history, {
      reviews: known(all.map((one) => (one.user?.id === id ? { ...one, user: null, standing: NOT_ASKED } : one))),
    }),
  }));
}

function unreadParts(review: ReviewEvidence): readonly (readonly [string, ReviewEvidence])[] {
  const { standing } = review;
  return [
    ['blob', { ...review, blob: LOST }],
    ['role', { ...review, standing: { ...standing, role: LOST } }],
    ['owner of the login', { ...review, standing: { ...standing, loginBelongsTo: null } }],
    ...Object.keys(standing.teams).flatMap((team) => [
      [team, withTeam(review, team, LOST)] as const,
      [
        `question about ${team}`,
        { ...review, standing: { ...standing, teams: without(standing.teams, team) } },
      ] as const,
    ]),
  ];
}

function eachReview(
  history: History,
  { reviews }: PullRequestEvidence,
  chosen: (review: ReviewEvidence) => boolean,
  versions: (review: ReviewEvidence) => readonly (readonly [string, ReviewEvidence])[],
): readonly Removal[] {
  const all = listed(reviews);
  return all.filter(chosen).flatMap((review) =>
    versions(review).map(([part, version]) => ({
      fact: `${part} of review ${review.id}`,
      history: withPullRequest(history, { reviews: known(all.map((one) => (one === review ? version : one))) }),
    })),
  );
}

function ofContributors(history: History, { changes }: PullRequestEvidence): readonly Removal[] {
  const all = listed(changes);
  return all.flatMap((change) =>
    change.people.map((contributor) => {
      const people = change.people.map((one) => (one === contributor ? { ...one, account: LOST } : one));
      const changed = all.map((one) => (one === change ? { ...one, people } : one));
      return {
        fact: `${contributor.role} of a commit`,
        history: withPullRequest(history, { changes: known(changed) }),
      };
    }),
  );
}

function ofPolicies(history: History, { reviews }: PullRequestEvidence): readonly Removal[] {
  const all = listed(reviews);
  const { context } = history;
  const { landingPolicy, tipPolicy } = context;
  const tips = lesserPolicies(tipPolicy, all).map(([name, tip]) => [name, { ...context, tipPolicy: tip }] as const);
  const landings = landingPolicy
    ? lesserPolicies(landingPolicy, all).map(([name, policy]) => [name, { ...context, landingPolicy: policy }] as const)
    : [];
  return [['policy at the landing commit', { ...context, landingPolicy: null }] as const, ...tips, ...landings].map(
    ([fact, changed]) => ({ fact, history: { ...history, context: changed } }),
  );
}

function lesserPolicies(
  policy: TenantPolicy,
  all: readonly ReviewEvidence[],
): readonly (readonly [string, TenantPolicy])[] {
  const { approvers, intake } = policy.approvals;
  const version = (name: string, over: Partial<ApprovalPolicy>) =>
    [name, { ...policy, approvals: { ...policy.approvals, ...over } }] as const;
  const { permission, ...named } = approvers;
  const quiet = all.every(({ state }) => state !== 'CHANGES_REQUESTED');
  return [
    ...approvers.users
      .filter((login) => !all.some((one) => one.user?.login.toLowerCase() === login && objects(one.user.id, all)))
      .map((login) =>
        version(login, { approvers: { ...approvers, users: approvers.users.filter((one) => one !== login) } }),
      ),
    ...intake.map((app) => version(app, { intake: intake.filter((one) => one !== app) })),
    ...(quiet
      ? approvers.teams.map((team) =>
          version(team, { approvers: { ...approvers, teams: approvers.teams.filter((one) => one !== team) } }),
        )
      : []),
    ...(quiet && permission !== undefined ? [version(permission, { approvers: named })] : []),
  ];
}

function objects(id: number | undefined, all: readonly ReviewEvidence[]): boolean {
  return all.some(({ user, state }) => user?.id === id && state === 'CHANGES_REQUESTED');
}

function withTeam(review: ReviewEvidence, team: string, membership: Reading<'none'>): ReviewEvidence {
  const { standing } = review;
  return { ...review, standing: { ...standing, teams: { ...standing.teams, [team]: membership } } };
}

function without<T>(entries: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => key !== name));
}

function listed<T>(reading: Reading<readonly T[]>): readonly T[] {
  return reading.known ? reading.value : [];
}
