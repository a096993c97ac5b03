import type { UnblockRecord } from '../records/record.ts';

/** What there is to tell on one merged pull request. */
export interface OutcomeReport {
  readonly pullRequest: number;
  /** Where check runs belong: the pull request's head and the commit that brought the requests. */
  readonly commits: readonly string[];
  /** Every request of the pull request that has a record, those of other tenants as well: they share its one comment. */
  readonly requests: readonly ReportedRequest[];
  /** Whether this run changed any of them. Otherwise the report is only made sure of. */
  readonly changed: boolean;
}

/** A record and where it is: its records branch and the commit there. */
export interface ReportedRequest {
  readonly record: UnblockRecord;
  readonly branch: string;
  readonly commit: string;
}
