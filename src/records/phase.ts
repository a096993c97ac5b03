import type { UnblockRecord } from '../generated/record.ts';
import { InternalError } from '../support/errors.ts';

/** Where a request stands. */
export type Phase = UnblockRecord['phase'];

/**
 * The state machine of a request: from each phase (or `none`, before there is a record) the phases a later run may
 * find. A phase that leads nowhere is terminal. docs/architecture.md shows the same table as a picture.
 */
export const TRANSITIONS: Readonly<Record<Phase | 'none', readonly Phase[]>> = {
  none: ['Pending', 'Applying', 'NotRestricted', 'Denied', 'Expired'],
  Pending: ['Pending', 'Applying', 'NotRestricted', 'Denied', 'Expired', 'Withdrawn'],
  Applying: ['Applying', 'Pending', 'Unblocked', 'NotRestricted', 'Denied', 'Expired', 'Failed', 'Withdrawn'],
  Unblocked: [],
  NotRestricted: [],
  Denied: [],
  Expired: [],
  Failed: [],
  Withdrawn: [],
};

/** Whether a request in this phase is settled: only conditions may still be added. */
export function isTerminal(phase: Phase): boolean {
  return TRANSITIONS[phase].length === 0;
}

/** Throws InternalError where the state machine does not know the step. */
export function assertTransition(from: Phase | 'none', to: Phase): void {
  if (!TRANSITIONS[from].includes(to)) throw new InternalError(`no request goes from ${from} to ${to}`);
}
