import type { SendWindow } from '../ports/exchange.ts';
import type { Change } from '../plan/plan.ts';
import { plus, type Timestamp } from '../support/timestamp.ts';
import type { Attempt } from './record.ts';

/** Known to this file alone, so that nothing else can claim: applying what was not claimed is a compile error. */
const madeByClaim: unique symbol = Symbol('madeByClaim');

/** A change whose claim stands on the records branch: sent within the first half of its lease, given up at its end. */
export interface ClaimedChange extends SendWindow {
  readonly change: Change;
  readonly attempt: Attempt;
  readonly [madeByClaim]: true;
}

/** A list may be this old when a remove is sent on it (rule 4). */
const LIST_VALID_MS = 60_000;

/** When a claim was begun, and when reading of the list it rests on began; both on the clock's monotonic scale. */
export interface ClaimTimes {
  readonly claimedAtMs: number;
  readonly listedAtMs: number;
}

/**
 * Binds a change to the claim that was just pushed for it. `claimedAtMs` is the monotonic time before the claim was
 * written, so that the lease the others see on the branch can't have begun earlier than ours.
 */
export function claimed(change: Change, attempt: Attempt, { claimedAtMs, listedAtMs }: ClaimTimes): ClaimedChange {
  return {
    change,
    attempt,
    sendBeforeMs: Math.min(claimedAtMs + attempt.leaseMs / 2, listedAtMs + LIST_VALID_MS),
    giveUpAtMs: claimedAtMs + attempt.leaseMs,
    [madeByClaim]: true,
  };
}

/** A claim stands this many leases before it counts as abandoned without GitHub saying so. */
const LEASES_UNTIL_ABANDONED = 1.5;

/** When a claim that stands since `since` is over, whatever GitHub says of its run. A record without an attempt claims nothing. */
export function standsUntil(attempt: Pick<Attempt, 'leaseMs'> | undefined, since: Timestamp): Timestamp {
  return plus(since, (attempt?.leaseMs ?? 0) * LEASES_UNTIL_ABANDONED);
}
