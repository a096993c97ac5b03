import { expect, it } from 'vitest';
import { createPacer } from '../../src/support/pace.ts';
import { testClock } from '../adapters/test-clock.ts';

/** A clock on which many can sleep at once: time stands still, and everybody's end is written down. */
function standingClock() {
  const ends: number[] = [];
  return { ends, monotonicMs: () => 1_000, sleep: async (ms: number) => Promise.resolve(void ends.push(1_000 + ms)) };
}

it('lets through at once what the pace allows, and the others later, in order', async () => {
  const clock = standingClock();
  const pass = createPacer({ count: 2, perMs: 100 }, clock);
  await Promise.all(Array.from({ length: 5 }, pass));
  expect(clock.ends).toEqual([1_100, 1_100, 1_200]);
});

it('counts any stretch of time, not only the one since the last wait', async () => {
  const clock = testClock();
  const pass = createPacer({ count: 2, perMs: 100 }, clock);
  await pass();
  await clock.sleep(60);
  await pass();
  await pass();
  await pass();
  expect(clock.slept).toEqual([60, 40, 60]);
});

it('never waits where there is time enough between', async () => {
  const clock = testClock();
  const pass = createPacer({ count: 1, perMs: 100 }, clock);
  for (let index = 0; index < 3; index += 1) {
    await pass();
    await clock.sleep(100);
  }
  expect(clock.slept).toEqual([100, 100, 100]);
});
