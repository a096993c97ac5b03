/** What keeping a pace needs of a clock. */
export interface PaceClock {
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
}

/** How much a service takes: at most `count` requests within any `perMs`. */
export interface Pace {
  readonly count: number;
  readonly perMs: number;
}

/** Makes a gate that lets through as much as the pace allows; whoever is too many waits there, in the order of arrival. */
export function createPacer({ count, perMs }: Pace, clock: PaceClock): () => Promise<void> {
  const passed: number[] = [];
  return async () => {
    const now = clock.monotonicMs();
    const [earlier] = passed.length < count ? [] : passed;
    const at = earlier === undefined ? now : Math.max(now, earlier + perMs);
    passed.push(at);
    if (passed.length > count) passed.shift();
    if (at > now) await clock.sleep(at - now);
  };
}
