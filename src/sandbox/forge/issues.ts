import { accountOf } from './accounts.ts';
import { moment } from './branches.ts';
import type { Moment } from '../clock.ts';
import type { ForgeIssue, ForgeState } from './model.ts';

/** An issue as a scenario opens it. */
export interface IssueRequest {
  readonly author: string;
  readonly title?: string;
  readonly body: string;
  readonly labels?: readonly string[];
  readonly at?: Moment;
}

/** Opens an issue. */
export function openIssue(
  state: ForgeState,
  { author, title = 'Unblock', body, labels = [], at }: IssueRequest,
): ForgeIssue {
  const createdAt = moment(state, at);
  const issue: ForgeIssue = {
    number: nextNumber(state),
    id: state.nextId(),
    author: accountOf(state, author),
    title,
    body,
    state: 'open',
    labels,
    createdAt,
    updatedAt: createdAt,
  };
  state.issues.push(issue);
  return issue;
}

/** Issues and pull requests share their numbers. */
export function nextNumber({ issues, pullRequests }: ForgeState): number {
  return Math.max(0, ...[...issues, ...pullRequests].map(({ number }) => number)) + 1;
}
