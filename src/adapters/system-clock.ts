import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';
import { toTimestamp } from '../support/timestamp.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => toTimestamp(new Date()),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
};
