import type { Change } from '../plan/plan.ts';
import type { Attempt } from './record.ts';

/** Known to this file alone, so that nothing else can claim: applying what was not claimed is a compile error. */
const madeByClaim: unique symbol = Symbol('madeByClaim');

/** A change whose claim stands on the records branch. Both times are on the clock's monotonic scale. */
export interface ClaimedChange {
  readonly change: Change;
  readonly attempt: Attempt;
  /** The remove must be sent before this: half of the lease. */
  readonly sendBeforeMs: number;
  /** The remove must be given up here: the end of the lease. */
  readonly giveUpAtMs: number;
  readonly [madeByClaim]: true;
}

/**
 * Binds a change to the claim that was just pushed for it. `claimedAtMs` is the monotonic time before the claim was
 * written, so that the lease the others see on the branch can't have begun earlier than ours.
 */
export function claimed(change: Change, attempt: Attempt, claimedAtMs: number): ClaimedChange {
  return {
    change,
    attempt,
    sendBeforeMs: claimedAtMs + attempt.leaseMs / 2,
    giveUpAtMs: claimedAtMs + attempt.leaseMs,
    [madeByClaim]: true,
  };
}
