import type { Timestamp } from '../support/timestamp.ts';
import type { Account } from './github.ts';

/** Reads issues. Throws NotFoundError, MissingRightError or UnavailableError. */
export interface IssueReader {
  issue(number: number): Promise<Issue>;
}

/** An issue as it is now. GitHub does not say who wrote its text last. */
export interface Issue {
  readonly number: number;
  /** Null for a deleted account. */
  readonly author: Account | null;
  /** As GitHub keeps it, empty where there is none. */
  readonly body: string;
  readonly open: boolean;
  /** GitHub answers for pull requests under the same numbers. */
  readonly isPullRequest: boolean;
  readonly updatedAt: Timestamp;
}
