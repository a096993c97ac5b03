import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { PullRequestEvidence } from '../evidence.ts';
import type { JudgedReview } from '../judge-reviews.ts';
import type { RequiredApprovals } from '../required-approvals.ts';

const NAME = 'enoughApprovals';

/**
 * Enough independent, authorised approvals of exactly these bytes. Before the merge a missing one can still come;
 * after it no further review counts, so what is missing then is missing for good.
 */
export function enoughApprovals(
  pullRequest: PullRequestEvidence,
  reviews: readonly JudgedReview[],
  required: RequiredApprovals,
): Predicate {
  if (!pullRequest.reviews.known) {
    return fails(NAME, 'indeterminate', `the reviews could not be read: ${pullRequest.reviews.reason}`);
  }
  const counted = approvers(reviews, 'counted');
  const tally = `${counted} of ${required.count} (${required.reason})`;
  if (counted >= required.count) return holds(NAME, `approvals that count: ${tally}`);

  const why = `approvals that count: ${tally}${explain(reviews)}`;
  const unknown = approvers(reviews, 'unknown');
  if (counted + unknown >= required.count) return fails(NAME, 'indeterminate', why);
  if (pullRequest.mergedAt === null) return fails(NAME, 'pending', why);
  const objected = unknown + approvers(reviews, 'suspended');
  return fails(NAME, counted + objected >= required.count && objects(reviews) ? 'pending' : 'denied', why);
}

/** One account counts once, however often it approved. */
function approvers(reviews: readonly JudgedReview[], verdict: JudgedReview['verdict']): number {
  return new Set(reviews.filter((one) => one.verdict === verdict).map(({ review }) => review.user?.id)).size;
}

/** Whether somebody whose approval is suspended still asks for changes; only that can be mended. */
function objects(reviews: readonly JudgedReview[]): boolean {
  const suspended = new Set(
    reviews.filter(({ verdict }) => verdict === 'suspended').map(({ review }) => review.user?.id),
  );
  const latest = new Map<number | undefined, string>();
  for (const { review } of reviews) {
    if (review.state !== 'COMMENTED') latest.set(review.user?.id, review.state);
  }
  return [...suspended].some((id) => latest.get(id) === 'CHANGES_REQUESTED');
}

function explain(reviews: readonly JudgedReview[]): string {
  const uncounted = reviews.filter(({ verdict, review }) => verdict !== 'counted' && review.state !== 'COMMENTED');
  if (uncounted.length === 0) return '';
  const sentences = uncounted.map(({ review, reason }) => `@${review.user?.login ?? 'ghost'}: ${reason}`);
  return `; not counted: ${sentences.join('; ')}`;
}
