import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReviewEvidence } from '../../src/approval/evidence.ts';
import { judgeApproval } from '../../src/approval/judge-approval.ts';
import { outcomeOf, type Outcome } from '../../src/policy/predicate.ts';
import { known } from '../../src/support/reading.ts';
import { histories, pullRequestOf, withPullRequest, type History } from './arbitraries.ts';
import { withOneUnread, withoutOneInFavour, type Removal } from './removals.ts';
import { leastApprovals, shortcomings } from './restated.ts';

const RUNS = { numRuns: 1000 };

function judge({ request, evidence, context }: History) {
  return judgeApproval(request, evidence, context);
}

function outcome(history: History): Outcome {
  return outcomeOf(judge(history).predicates);
}

/** The facts whose removal makes an approval of something that was none. */
function approvingRemovals(history: History, removals: readonly Removal[]): readonly string[] {
  if (outcome(history) === 'approved') return [];
  return removals.filter((removal) => outcome(removal.history) === 'approved').map(({ fact }) => fact);
}

describe('over generated histories', () => {
  test('every outcome is common, so that the properties below have something to be wrong about', () => {
    const outcomes = fc.sample(histories, { numRuns: 1000, seed: 42 }).map(outcome);
    const counts = Object.groupBy(outcomes, (one) => one);
    for (const one of ['approved', 'denied', 'pending', 'indeterminate'] as const) {
      expect.soft(counts[one]?.length ?? 0, one).toBeGreaterThan(15);
    }
  });

  test('no counted approval lacks blob identity, authority, independence or its time', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { review, verdict } of judge(history).reviews) {
          const pullRequest = pullRequestOf(history);
          if (verdict !== 'counted' || !pullRequest) continue;
          expect(shortcomings(review, pullRequest, history)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('an approval rests on as many counted accounts as the policies ask for, and on a policy at the landing commit', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const pullRequest = pullRequestOf(history);
        const { predicates, reviews } = judge(history);
        if (outcomeOf(predicates) !== 'approved') return;
        const counted = reviews.filter(({ verdict }) => verdict === 'counted').map(({ review }) => review.user?.id);
        expect(history.context.landingPolicy).not.toBeNull();
        expect(new Set(counted).size).toBeGreaterThanOrEqual(
          pullRequest ? leastApprovals(pullRequest, history) : Infinity,
        );
      }),
      RUNS,
    );
  });

  test('an account counts for nothing after it decided otherwise', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { reviews } = judge(history);
        for (const { review } of reviews.filter(({ verdict }) => verdict === 'counted')) {
          const later = reviews.filter((one) => one.review.user?.id === review.user?.id && one.review.id > review.id);
          expect(later.map((one) => one.review.state)).not.toContain('CHANGES_REQUESTED');
          expect(later.map((one) => one.review.state)).not.toContain('DISMISSED');
        }
      }),
      RUNS,
    );
  });
});

describe('removing a single fact', () => {
  test('that speaks for the approval approves nothing that was not approved', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(approvingRemovals(history, withoutOneInFavour(history))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('by a reading that fails approves nothing that was not approved', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(approvingRemovals(history, withOneUnread(history))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('has something to remove in most histories', () => {
    const sample = fc.sample(histories, { numRuns: 200, seed: 42 });
    const counts = sample.map((history) => withoutOneInFavour(history).length + withOneUnread(history).length);
    expect(counts.filter((count) => count > 10).length).toBeGreaterThan(100);
  });
});

describe('a login', () => {
  test('in other case is the same login, wherever it stands', () => {
    const shouted = (review: ReviewEvidence): ReviewEvidence => ({
      ...review,
      user: review.user && { ...review.user, login: review.user.login.toUpperCase() },
    });
    fc.assert(
      fc.property(histories, (history) => {
        const reviews = pullRequestOf(history)?.reviews;
        if (!reviews?.known) return;
        const other = withPullRequest(history, { reviews: known(reviews.value.map(shouted)) });
        expect(verdicts(other)).toEqual(verdicts(history));
      }),
      RUNS,
    );
  });

  test('in other case and under another id bars just the same', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const pullRequest = pullRequestOf(history);
        if (!pullRequest?.author || !pullRequest.reviews.known) return;
        const user = { id: 77, login: pullRequest.author.login.toUpperCase(), type: 'User' };
        const posed = pullRequest.reviews.value.map((review) => ({
          ...review,
          user,
          standing: { ...review.standing, loginBelongsTo: 77 },
        }));
        const counted = judge(withPullRequest(history, { reviews: known(posed) })).reviews.map(
          ({ verdict }) => verdict,
        );
        expect(counted).not.toContain('counted');
      }),
      RUNS,
    );
  });
});

describe('a verdict', () => {
  test('is the same every time, also after its evidence was written as JSON and read again', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const read: History = JSON.parse(JSON.stringify(history));
        expect(JSON.stringify(judge(read))).toBe(JSON.stringify(judge(history)));
      }),
    );
  });

  test('does not depend on the order in which different people’s reviews are listed', () => {
    fc.assert(
      fc.property(histories, fc.shuffledSubarray([1, 2, 3, 4, 5, 90]), (history, order) => {
        const reviews = pullRequestOf(history)?.reviews;
        if (!reviews?.known) return;
        const rank = ({ user }: ReviewEvidence) => order.indexOf(user?.id ?? 0);
        const regrouped = reviews.value.toSorted((a, b) => rank(a) - rank(b));
        const other = withPullRequest(history, { reviews: known(regrouped) });
        expect(outcome(other)).toBe(outcome(history));
        expect(verdicts(other)).toEqual(verdicts(history));
      }),
      RUNS,
    );
  });
});

function verdicts(history: History) {
  return Object.fromEntries(judge(history).reviews.map(({ review, verdict }) => [review.id, verdict]));
}
