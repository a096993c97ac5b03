/** The sandbox's time of day, used for everything that happens in the tenant and on the forge. */
export interface SandboxClock {
  now(): Date;
  /** Moves to a moment, from which time runs on; undefined goes back to the real time. Throws RangeError for no date. */
  set(at: Moment | undefined): void;
}

/** A moment as a scenario writes it. */
export type Moment = Date | string | number;

/**
 * A clock that shows the real time until it is set. Tokens and certificates don't follow it: they are checked by
 * clients, whose clock stays the real one.
 */
export function createClock(): SandboxClock {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    set(at) {
      offsetMs = at === undefined ? 0 : toDate(at).getTime() - Date.now();
    },
  };
}

/** Reads a moment. Throws RangeError for what is no date. */
export function toDate(at: Moment): Date {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) throw new RangeError(`no date: ${String(at)}`);
  return date;
}

/** A moment to the whole second, as GitHub prints times (`2026-11-23T07:41:00Z`). */
export function toWholeSeconds(at: Moment): string {
  return toDate(at)
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z');
}
