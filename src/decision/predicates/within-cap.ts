import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { LimitPolicy } from '../../policy/policy.ts';
import { isLater, plus, type Timestamp } from '../../support/timestamp.ts';

const NAME = 'withinCap';
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The account was not unblocked too often lately. Microsoft caps how often one account may be unblocked, without
 * saying how often (Remove-BlockedSenderAddress, Microsoft Learn), so every unblock is scarce.
 */
export function withinCap(
  unblocks: readonly Timestamp[],
  { unblocksPerEntity: { count, withinMs } }: LimitPolicy,
  now: Timestamp,
): Predicate {
  const recent = unblocks.filter((at) => isLater(at, plus(now, -withinMs))).length;
  const days = Math.round((withinMs / DAY_MS) * 10) / 10;
  const tally = `unblocked ${recent} times in the last ${days} days, where ${count} are allowed`;
  return recent < count ? holds(NAME, tally) : fails(NAME, 'denied', tally);
}
