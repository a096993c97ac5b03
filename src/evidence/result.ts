import type { EvidencePolicy } from '../policy/policy.ts';
import type { Unknown } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';

/** The checks that a policy can ask for. */
export type EvidenceCheck = Exclude<keyof EvidencePolicy, 'passwordLookbackMs'>;

/** What one check showed. Verdicts and times only: never rule names, targets or subjects. */
export interface EvidenceResult extends Verdict {
  readonly check: EvidenceCheck;
  /** When reading began: what happened later is not in it. */
  readonly observedAt: Timestamp;
}

/** What a check function says. */
export interface Verdict {
  readonly result: 'pass' | 'fail' | 'unknown';
  /** What was seen, as a sentence for a person. */
  readonly observed: string;
  readonly comparedTo: string;
  /** The API or cmdlet it was read from. */
  readonly source: string;
  /** Whether it is unknown because the tenant could not be asked or a right is missing, not because of what it said. */
  readonly unreadable: boolean;
  /** What somebody has to do about an unknown that no waiting cures. Absent for every other result. */
  readonly remedy?: string;
}

/** What every verdict of a check has in common. */
export interface Basis {
  readonly source: string;
  readonly comparedTo: string;
}

/** The tenant shows what was asked for. */
export function pass(basis: Basis, observed: string): Verdict {
  return { result: 'pass', observed, ...basis, unreadable: false };
}

/** The tenant shows the opposite. */
export function fail(basis: Basis, observed: string): Verdict {
  return { result: 'fail', observed, ...basis, unreadable: false };
}

/** The tenant answered, and the answer proves nothing; `remedy` is what cures that where waiting does not. */
export function inconclusive(basis: Basis, observed: string, remedy?: string): Verdict {
  return { result: 'unknown', observed, ...basis, unreadable: false, ...(remedy === undefined ? {} : { remedy }) };
}

/** The tenant could not be asked, or a right is missing. */
export function unreadable(basis: Basis, { reason, remedy }: Pick<Unknown, 'reason' | 'remedy'>): Verdict {
  return { ...inconclusive(basis, `could not be read: ${reason}`, remedy), unreadable: true };
}
