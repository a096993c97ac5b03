import { judgeDayAfter } from './invariants/aftermath.ts';
import { footprint, judgeQuiet } from './invariants/quiet.ts';
import type { Invariant } from './invariants/rules.ts';
import { watch } from './invariants/watch.ts';
import { startProcess } from './process.ts';
import { randomOf } from './random.ts';
import { endTrouble, tellStory } from './story/tell.ts';
import { startTrace } from './trace.ts';
import { HOUR, MINUTE } from './world/time.ts';

/** What a seed came to. */
export interface Simulated {
  readonly seed: number;
  readonly steps: number;
  readonly fingerprint: string;
  /** The first rule that was broken, if any. */
  readonly violation: Violation | undefined;
  /** Empty unless asked for. */
  readonly lines: readonly string[];
}

/** A rule that was broken, and how. */
export interface Violation {
  readonly rule: Invariant;
  readonly text: string;
}

/** Quiet runs after which everything has to be where it belongs: a claim may be dated ten minutes ahead, and a run sees it end. */
const QUIET_RUNS = 5;
/** Between quiet runs: longer than any lease and a half. */
const PATIENCE_MS = 3 * MINUTE;
const LONGEST_TTL_MS = 4 * HOUR;
/** Longer than an unblock is looked after. */
const DAY_MS = 25 * HOUR;

/** Plays the story of a seed to its end. Two times the same seed is two times the same story, step by step. */
export async function simulate(seed: number, { trace: kept = false } = {}): Promise<Simulated> {
  const trace = startTrace(kept);
  const observer = watch();
  const { world, troubleEndsMs, idleMs } = tellStory(randomOf(seed), trace, observer.watchers);
  const watching = observer.begin(world);
  let steps = await world.scheduler.run(troubleEndsMs);
  endTrouble(world);
  steps += await world.scheduler.run(Infinity);
  await world.scheduler.run(world.scheduler.nowMs() + idleMs);
  let lastRunMs = 0;
  const quietRun = async (number: number): Promise<void> => {
    steps += await world.scheduler.run(world.scheduler.nowMs() + PATIENCE_MS);
    lastRunMs = world.scheduler.nowMs();
    startProcess(world, { run: `${9000 + number}/1` });
    steps += await world.scheduler.run(Infinity);
  };
  for (let number = 1; number <= QUIET_RUNS; number += 1) await quietRun(number);
  judgeQuiet(watching, lastRunMs);
  const before = footprint(watching);
  await quietRun(QUIET_RUNS + 1);
  const after = footprint(watching);
  // Whose time is up in this very run is settled by it, and what it asked for is drift from then on.
  if (after.expired === before.expired && after.all !== before.all) {
    watching.broken('a further run changes nothing', 'the branches or the tenants are not as they were');
  }
  await world.scheduler.run(world.scheduler.nowMs() + LONGEST_TTL_MS);
  await quietRun(QUIET_RUNS + 2);
  judgeQuiet(watching, lastRunMs);
  await world.scheduler.run(world.scheduler.nowMs() + DAY_MS);
  await quietRun(QUIET_RUNS + 3);
  judgeDayAfter(watching);
  const violation = observer.violation();
  if (violation) trace.line(world.scheduler.nowMs(), 'VIOLATION', `${violation.rule}: ${violation.text}`);
  return { seed, steps, fingerprint: trace.fingerprint(), violation, lines: trace.lines };
}
