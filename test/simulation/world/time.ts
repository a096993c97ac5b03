import { toTimestamp, type Timestamp } from '../../../src/support/timestamp.ts';

/** When every story begins; simulated times count from here. */
const BEGINNING = Date.UTC(2026, 10, 23, 8);

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A simulated moment as the program reads and writes it. */
export function stamp(atMs: number): Timestamp {
  return toTimestamp(Math.floor(BEGINNING + atMs));
}

/** The simulated moment of a timestamp. */
export function momentOf(timestamp: Timestamp): number {
  return Date.parse(timestamp) - BEGINNING;
}
