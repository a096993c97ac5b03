import type { TenantPolicy } from '../policy/policy.ts';
import { assertNever } from '../support/assert-never.ts';
import { isLater, type Timestamp } from '../support/timestamp.ts';
import { authorityOf, type Authority } from './authority.ts';
import { barredReason, type Barred } from './barred.ts';
import type { PullRequestEvidence, ReviewEvidence } from './evidence.ts';

/**
 * What a review is worth. `suspended`: it would count but for changes its author asked for after the merge.
 * `unknown`: something about it could not be found out.
 */
export interface JudgedReview {
  readonly review: ReviewEvidence;
  readonly verdict: 'counted' | 'dismissed' | 'suspended' | 'unknown';
  readonly authority: string;
  /** Why, as a sentence about the review's author. */
  readonly reason: string;
}

/** What every review is judged against. */
export interface ReviewContext {
  readonly blob: string;
  readonly policies: readonly TenantPolicy[];
  readonly barred: readonly Barred[];
  /** The restriction's time; null while it is not known, and then it is not compared. */
  readonly restrictedAt: Timestamp | null;
}

/** Judges every review of a pull request, oldest first. */
export function judgeReviews(pullRequest: PullRequestEvidence, context: ReviewContext): readonly JudgedReview[] {
  if (!pullRequest.reviews.known) return [];
  const reviews = pullRequest.reviews.value;
  return reviews.map((review) => judgeReview(review, reviews, pullRequest, context));
}

/** Reviews that ask for changes, are their author's latest word, and come from somebody with authority. */
export function standingObjections(
  pullRequest: PullRequestEvidence,
  policies: readonly TenantPolicy[],
): readonly { readonly review: ReviewEvidence; readonly authority: Authority }[] {
  if (!pullRequest.reviews.known) return [];
  const reviews = pullRequest.reviews.value;
  return reviews
    .filter((review) => review.state === 'CHANGES_REQUESTED' && latestDecisive(reviews, review) === review)
    .map((review) => ({ review, authority: objectionAuthority(review, policies) }))
    .filter(({ authority }) => authority.kind !== 'refused');
}

/** An objection weighs under any policy that gives its author authority: the brake must be easier than the throttle. */
function objectionAuthority(review: ReviewEvidence, policies: readonly TenantPolicy[]): Authority {
  if (review.user?.type !== 'User') return { kind: 'refused', reason: 'only a person has authority' };
  const answers = policies.map(({ approvals }) => authorityOf(review, [approvals]));
  return (
    answers.find(({ kind }) => kind === 'granted') ??
    answers.find(({ kind }) => kind === 'unknown') ?? { kind: 'refused', reason: 'no policy gives authority' }
  );
}

type Opinion = Pick<JudgedReview, 'verdict' | 'reason'> & { readonly authority?: string };

function judgeReview(
  review: ReviewEvidence,
  all: readonly ReviewEvidence[],
  pullRequest: PullRequestEvidence,
  context: ReviewContext,
): JudgedReview {
  const opinion =
    notAnApproval(review) ??
    notTheLatest(review, all, pullRequest.mergedAt) ??
    notEligible(review, context.barred) ??
    notTheseBytes(review, context.blob, pullRequest.mergedAt) ??
    notInTime(review, pullRequest, context.restrictedAt) ??
    byAuthority(review, context.policies, endedAfterMerge(review, all, pullRequest.mergedAt));
  return { review, verdict: opinion.verdict, reason: opinion.reason, authority: opinion.authority ?? 'not asked' };
}

function notAnApproval({ state }: ReviewEvidence): Opinion | undefined {
  switch (state) {
    case 'APPROVED':
      return undefined;
    case 'COMMENTED':
      return dismissed('only commented, which changes nothing');
    case 'CHANGES_REQUESTED':
      return dismissed('asked for changes');
    case 'DISMISSED':
      return dismissed('this review was dismissed');
    default:
      return dismissed('this kind of review is not known');
  }
}

function notTheLatest(
  review: ReviewEvidence,
  all: readonly ReviewEvidence[],
  mergedAt: Timestamp | null,
): Opinion | undefined {
  if (mergedAt !== null && isLater(review.submittedAt, mergedAt)) return dismissed('approved after the merge');
  const latest = latestDecisive(upTo(all, mergedAt), review);
  return latest === review ? undefined : dismissed(`decided again later, in review ${latest?.id ?? '(unknown)'}`);
}

function notEligible({ user }: ReviewEvidence, barred: readonly Barred[]): Opinion | undefined {
  if (!user) return dismissed('the account is gone');
  if (user.type !== 'User') return dismissed(`is a ${user.type}, and only a person can approve`);
  const reason = barredReason(user, barred);
  return reason === undefined ? undefined : dismissed(`${reason}, so can't approve it`);
}

function notTheseBytes(
  { commit, blob }: ReviewEvidence,
  expected: string,
  mergedAt: Timestamp | null,
): Opinion | undefined {
  if (commit === null) return dismissed('approved a commit that no longer exists');
  if (!blob.known) return { verdict: 'unknown', reason: `the approved bytes could not be read: ${blob.reason}` };
  if (blob.value === null) return dismissed(`approved ${commit.slice(0, 7)}, which does not hold this file`);
  if (blob.value === expected) return undefined;
  return dismissed(
    `approved other bytes than ${mergedAt === null ? 'the pull request holds now' : 'those that landed'}`,
  );
}

function notInTime(
  { submittedAt }: ReviewEvidence,
  { baseChangedAt }: PullRequestEvidence,
  restrictedAt: Timestamp | null,
): Opinion | undefined {
  if (restrictedAt !== null && !isLater(submittedAt, restrictedAt)) {
    return dismissed('approved before the restriction it would lift');
  }
  if (!baseChangedAt.known) {
    return { verdict: 'unknown', reason: `the base branch's history could not be read: ${baseChangedAt.reason}` };
  }
  return baseChangedAt.value !== null && !isLater(submittedAt, baseChangedAt.value)
    ? dismissed('approved before the pull request was pointed at the default branch')
    : undefined;
}

function byAuthority(review: ReviewEvidence, policies: readonly TenantPolicy[], ended: boolean): Opinion {
  const authority = authorityOf(
    review,
    policies.map(({ approvals }) => approvals),
  );
  switch (authority.kind) {
    case 'refused':
      return { ...dismissed(authority.reason), authority: 'none' };
    case 'unknown':
      return { verdict: 'unknown', reason: authority.reason, authority: 'unknown' };
    case 'granted':
      return ended
        ? { verdict: 'suspended', reason: 'took the approval back after the merge', authority: authority.by }
        : { verdict: 'counted', reason: 'approved exactly these bytes', authority: authority.by };
    default:
      return assertNever(authority);
  }
}

/** After the merge a request for changes ends an earlier approval for good, even where it was dismissed later. */
function endedAfterMerge(
  { user }: ReviewEvidence,
  all: readonly ReviewEvidence[],
  mergedAt: Timestamp | null,
): boolean {
  if (mergedAt === null) return false;
  return all.some(
    ({ user: other, state, submittedAt }) =>
      other?.id === user?.id &&
      (state === 'CHANGES_REQUESTED' || state === 'DISMISSED') &&
      isLater(submittedAt, mergedAt),
  );
}

function upTo(reviews: readonly ReviewEvidence[], mergedAt: Timestamp | null): readonly ReviewEvidence[] {
  return mergedAt === null ? reviews : reviews.filter(({ submittedAt }) => !isLater(submittedAt, mergedAt));
}

function latestDecisive(reviews: readonly ReviewEvidence[], { user }: ReviewEvidence): ReviewEvidence | undefined {
  return reviews
    .filter((review) => review.state !== 'COMMENTED' && review.user?.id === user?.id)
    .toSorted((a, b) => a.submittedAt.localeCompare(b.submittedAt) || a.id - b.id)
    .at(-1);
}

function dismissed(reason: string): Opinion {
  return { verdict: 'dismissed', reason };
}
