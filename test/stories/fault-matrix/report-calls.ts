import type { FaultMatch } from '../../../src/sandbox/faults.ts';

/** One call by which GitHub is told an outcome. */
export interface ReportCall {
  readonly name: string;
  readonly match: FaultMatch;
  /** It is made only where the comment is there already and says something else. */
  readonly again?: true;
}

/** Every call by which an outcome is told. */
export const REPORT_CALLS: readonly ReportCall[] = [
  { name: 'the check runs of a commit', match: { method: 'GET', path: '/check-runs' } },
  { name: 'a check run is made', match: { method: 'POST', path: '/check-runs' } },
  { name: 'the comments of a pull request', match: { method: 'GET', path: /\/issues\/\d+\/comments/u } },
  { name: 'a comment is made', match: { method: 'POST', path: /\/issues\/\d+\/comments/u } },
  { name: 'a comment is changed', match: { method: 'PATCH', path: /\/issues\/comments\/\d+/u }, again: true },
];
