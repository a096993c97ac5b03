import type { Restriction } from '../ports/exchange.ts';
import { isLater, toEpochMs, toTimestamp, type Timestamp } from '../support/timestamp.ts';

/** Whether a restriction lifts without anybody doing anything. */
export type Lifting =
  /** At the next midnight UTC; `at` is null where it is not known when it began, `overdue` when that is over. */
  | { readonly kind: 'byItself'; readonly at: Timestamp | null; readonly overdue: boolean }
  /** An admin has to lift it, in the portal or by a request. */
  | { readonly kind: 'stays' }
  /** The row does not say; some name a time of expiry, of which it is not documented what happens then. */
  | { readonly kind: 'notSaid'; readonly expiresAt: Timestamp | null };

const DAY_MS = 24 * 60 * 60 * 1000;

/** Reads that from the row that counts. `restrictedAt` is the time of the restriction; null where it is not known. */
export function liftingOf(row: Restriction, restrictedAt: Timestamp | null, now: Timestamp): Lifting {
  if (row.temporary === undefined) return { kind: 'notSaid', expiresAt: row.connector?.expiresAt ?? null };
  if (!row.temporary) return { kind: 'stays' };
  const at = restrictedAt === null ? null : nextMidnight(restrictedAt);
  return { kind: 'byItself', at, overdue: at !== null && isLater(now, at) };
}

/** The next midnight UTC after a moment. */
export function nextMidnight(after: Timestamp): Timestamp {
  return toTimestamp((Math.floor(toEpochMs(after) / DAY_MS) + 1) * DAY_MS);
}
