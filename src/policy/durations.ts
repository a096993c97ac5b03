/** A duration as policies write it. */
export const DURATION = /^[1-9][0-9]*[smhd]$/u;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Ten years: longer means nothing here, and times that far away may no longer be dates. */
export const LONGEST_MS = 3_650 * 86_400_000;

/**
 * The longest a claim may hold. Whoever can write to a records branch can write any lease there: this is what a run waits
 * at most.
 */
export const LONGEST_LEASE_MS = 15 * 60_000;

/** The milliseconds of a duration that matched {@link DURATION}, or of `0s`. */
export function durationMs(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNIT_MS[duration.slice(-1)] ?? Number.NaN);
}
