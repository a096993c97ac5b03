import type { LimitPolicy } from '../policy/policy.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';

/** An unblock of this account, as far as the records tell. */
export interface EarlierUnblock {
  readonly at: Timestamp;
  /** The time of the restriction that was lifted; null where it is not known. */
  readonly restriction: Timestamp | null;
  /** Whether it was done elsewhere, such as in the portal: then the time is when a run noticed. */
  readonly outside: boolean;
}

/** How often an account was unblocked, and how often it still may be under the policy. */
export interface UnblockHistory {
  /** The newest first. */
  readonly earlier: readonly EarlierUnblock[];
  readonly cap: {
    readonly count: number;
    readonly withinMs: number;
    /** How many of the earlier ones count against it. */
    readonly used: number;
    readonly left: number;
    /** When one of those that count is old enough that another unblock is allowed; null where one is allowed now. */
    readonly nextAt: Timestamp | null;
  };
}

/** What the policy's cap leaves of an account's unblocks. Microsoft has a cap of its own, whose number is not public. */
export function unblockHistory(
  unblocks: readonly EarlierUnblock[],
  { unblocksPerEntity: { count, withinMs } }: LimitPolicy,
  now: Timestamp,
): UnblockHistory {
  const earlier = unblocks
    .map(({ at, restriction, outside }) => ({ at, restriction, outside }))
    .toSorted((a, b) => b.at.localeCompare(a.at));
  const counted = earlier.filter(({ at }) => isLater(at, plus(now, -withinMs)));
  const [first] = counted.slice(0, count).slice(-1);
  const used = counted.length;
  const nextAt = used < count || !first ? null : plus(first.at, withinMs);
  return { earlier, cap: { count, withinMs, used, left: Math.max(0, count - used), nextAt } };
}
