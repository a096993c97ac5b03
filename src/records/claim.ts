import type { SendWindow } from '../ports/exchange.ts';
import type { Change } from '../plan/plan.ts';
import type { Attempt } from './record.ts';

/** Known to this file alone, so that nothing else can claim: applying what was not claimed is a compile error. */
const madeByClaim: unique symbol = Symbol('madeByClaim');

/** A change whose claim stands on the records branch: sent within the first half of its lease, given up at its end. */
export interface ClaimedChange extends SendWindow {
  readonly change: Change;
  readonly attempt: Attempt;
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
