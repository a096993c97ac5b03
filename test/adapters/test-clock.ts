import type { Clock } from '../../src/ports/clock.ts';
import { plus } from '../../src/support/timestamp.ts';

/** A clock that stands still until somebody sleeps on it; sleeping passes at once and is written down. */
export function testClock(start = '2026-11-23T09:00:00.000Z'): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  const passed = (): number => slept.reduce((sum, ms) => sum + ms, 0);
  return {
    slept,
    now: () => plus(start, passed()),
    monotonicMs: passed,
    sleep: async (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
}
