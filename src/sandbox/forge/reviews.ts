import type { Moment } from '../clock.ts';
import { accountOf } from './accounts.ts';
import { moment } from './branches.ts';
import type { ForgePullRequest, ForgeReview, ForgeState, ReviewState } from './model.ts';

/** A review as a scenario asks for it. */
export interface ReviewRequest {
  readonly user: string;
  readonly state: Exclude<ReviewState, 'DISMISSED'>;
  /** The pull request's head where it is left out; null for a commit that was collected as garbage. */
  readonly commit?: string | null;
  readonly body?: string;
  readonly at?: Moment;
}

/** Submits a review. Nothing keeps authors, bots or readers from it: judging that is the program's work. */
export function submitReview(state: ForgeState, pullRequest: ForgePullRequest, request: ReviewRequest): ForgeReview {
  const review: ForgeReview = {
    id: state.nextId(),
    pullRequest: pullRequest.number,
    author: accountOf(state, request.user),
    state: request.state,
    commit: request.commit === undefined ? pullRequest.headSha : request.commit,
    submittedAt: moment(state, request.at),
    body: request.body ?? '',
  };
  state.reviews.push(review);
  return review;
}

/** Dismisses a review, which rewrites its state. Throws where there is no such review. */
export function dismissReview(state: ForgeState, id: number, { by, at }: { by: string; at?: Moment }): void {
  const review = state.reviews.find((candidate) => candidate.id === id);
  const pullRequest = state.pullRequests.find((candidate) => candidate.number === review?.pullRequest);
  if (!review || !pullRequest) throw new Error(`no review ${id}`);
  review.state = 'DISMISSED';
  const actor = accountOf(state, by);
  const event = { id: state.nextId(), event: 'review_dismissed', actor, at: moment(state, at), commit: null } as const;
  pullRequest.events.push({ ...event, review });
}
