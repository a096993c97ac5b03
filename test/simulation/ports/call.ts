import { MissingRightError, UnavailableError } from '../../../src/support/errors.ts';
import { SECOND } from '../world/time.ts';
import type { Machine, World } from '../world/world.ts';

/** One question of a process, and how the trace tells it. */
export interface Question {
  readonly world: World;
  readonly machine: Machine;
  readonly what: string;
}

/** How an answer is told in the trace. */
export type Telling<T> = (answer: T) => string;

const silent = (): string => '';

/** Asks something on the process's own machine. It takes a moment, in which everything else goes on. */
export async function askLocally<T>(
  { world, machine, what }: Question,
  answer: () => T,
  tell: Telling<T> = silent,
): Promise<T> {
  const { scheduler, random } = world;
  return new Promise((resolve, reject) => {
    const delay = random.between(0.1, 5);
    scheduler.after(
      delay,
      () => {
        settle({ world, machine, what }, attempt(answer), { resolve, reject }, tell);
      },
      machine,
    );
  });
}

/** Asks something of somebody else: it is answered as things stand when the question arrives, and heard later. */
export async function askOutside<T>(question: Question, answer: () => T, tell: Telling<T> = silent): Promise<T> {
  const { world, machine } = question;
  const failure = failureOf(question);
  return new Promise((resolve, reject) => {
    const asking = travelMs(world);
    const hearing = travelMs(world);
    world.scheduler.after(asking, () => {
      if (machine.dead) return;
      const outcome = failure ? { failure } : attempt(answer);
      const hear = (): void => {
        settle(question, outcome, { resolve, reject }, tell);
      };
      world.scheduler.after(hearing, hear, machine);
    });
  });
}

/** Waits. */
export async function pause({ world, machine, what }: Question, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.scheduler.after(
      ms,
      () => {
        world.trace.line(world.scheduler.nowMs(), machine.name, what);
        resolve();
      },
      machine,
    );
  });
}

/** How long something is under way. */
export function travelMs({ random, faults }: World): number {
  if (!random.chance(faults.slow)) return random.between(5, 300);
  return random.chance(0.2) ? random.between(15, 55) * SECOND : random.between(1, 10) * SECOND;
}

/** Tells a process what came of its question. */
export function settle<T>(
  { world, machine, what }: Question,
  outcome: Outcome<T>,
  { resolve, reject }: { resolve: (answer: T) => void; reject: (error: unknown) => void },
  tell: Telling<T>,
): void {
  const told = 'failure' in outcome ? `failed: ${textOf(outcome.failure)}` : tell(outcome.answer);
  world.trace.line(world.scheduler.nowMs(), machine.name, told === '' ? what : `${what} → ${told}`);
  if ('failure' in outcome) reject(outcome.failure);
  else resolve(outcome.answer);
}

/** What a question came to. */
export type Outcome<T> = { readonly answer: T } | { readonly failure: unknown };

function attempt<T>(answer: () => T): Outcome<T> {
  try {
    return { answer: answer() };
  } catch (failure) {
    return { failure };
  }
}

function failureOf({ world: { random, faults }, what }: Question): Error | undefined {
  if (random.chance(faults.silence)) return new UnavailableError(`${what}: no answer`);
  return random.chance(faults.missingRight) ? new MissingRightError(`${what}: no right to it`) : undefined;
}

function textOf(failure: unknown): string {
  return failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
}

/** Something is written: now and then the process dies or stands still around it, before or after it takes effect. */
export function maySuffer(world: World, machine: Machine): void {
  const { random, faults, scheduler, trace } = world;
  const afterMs = random.between(0, 700);
  if (random.chance(faults.crashAtWrite)) {
    scheduler.after(afterMs, () => {
      if (world.faults.crashAtWrite > 0) world.kill(machine);
    });
  } else if (random.chance(faults.sleepAtWrite)) {
    const asleepMs = Math.round(random.between(5, 240) * SECOND);
    scheduler.after(afterMs, () => {
      machine.asleepUntilMs = scheduler.nowMs() + asleepMs;
      trace.line(scheduler.nowMs(), machine.name, `    stands still for ${asleepMs} ms`);
    });
  }
}
