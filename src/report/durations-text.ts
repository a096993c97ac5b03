import { toEpochMs, type Timestamp } from '../support/timestamp.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A span of time in its largest whole unit: `3 hours`, `1 day`, `less than a minute`. */
export function spanText(ms: number): string {
  for (const [unit, length] of UNITS) {
    const count = Math.floor(ms / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}

/** How far a moment is from now: `3 hours ago`, `in 2 days`. */
export function distanceText(at: Timestamp, now: Timestamp): string {
  const ms = toEpochMs(at) - toEpochMs(now);
  return ms > 0 ? `in ${spanText(ms)}` : `${spanText(-ms)} ago`;
}

/** A moment to the whole second, as requests write it. */
export function momentText(at: Timestamp): string {
  return `${at.slice(0, 'YYYY-MM-DDTHH:mm:ss'.length)}Z`;
}
