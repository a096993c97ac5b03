/**
 * A moment in UTC exactly as `Date.prototype.toISOString` prints it (`2026-11-23T07:41:00.000Z`): fixed width, so
 * that two of them compare as text the way they compare as time.
 */
export type Timestamp = string;

/** Milliseconds since the Unix epoch. */
export type EpochMs = number;

/** Prints a moment as a {@link Timestamp}. Throws RangeError for an invalid date. */
export function toTimestamp(moment: Date | EpochMs): Timestamp {
  return new Date(moment).toISOString();
}

/** The epoch milliseconds of a {@link Timestamp}. */
export function toEpochMs(timestamp: Timestamp): EpochMs {
  return Date.parse(timestamp);
}

/** Whether `a` is strictly later than `b`. */
export function isLater(a: Timestamp, b: Timestamp): boolean {
  return toEpochMs(a) > toEpochMs(b);
}

/** The later of two moments. */
export function laterOf(a: Timestamp, b: Timestamp): Timestamp {
  return isLater(b, a) ? b : a;
}

/** `timestamp` moved by `ms` milliseconds. */
export function plus(timestamp: Timestamp, ms: number): Timestamp {
  return toTimestamp(toEpochMs(timestamp) + ms);
}
