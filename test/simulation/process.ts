import { reconcile } from '../../src/reconcile/reconcile.ts';
import type { ReconcileOptions } from '../../src/reconcile/types.ts';
import { simulatedPorts } from './ports/ports.ts';
import { MINUTE, SECOND } from './world/time.ts';
import type { Machine, World } from './world/world.ts';

/** How a process is started. */
export type Started = Pick<ReconcileOptions, 'run' | 'tenant' | 'maxUnblocks'>;

/** Starts the program on a machine of its own, with whatever will go wrong there. */
export function startProcess(world: World, options: Started): Machine {
  const { scheduler, random, faults, trace, machines } = world;
  const startedAtMs = scheduler.nowMs();
  const machine: Machine = {
    name: `${String.fromCodePoint(0x41 + (machines.length % 26))} ${options.run}`,
    run: options.run,
    startedAtMs,
    skewMs: Math.round(random.between(-faults.skewMs, faults.skewMs)),
    latestClockMs: -Infinity,
    endedAtMs: random.chance(faults.falselyEnded) ? startedAtMs + random.between(0, MINUTE) : Infinity,
    dead: false,
    asleepUntilMs: -Infinity,
    eventsLeft: random.chance(faults.crash) ? random.int(1, random.pick([10, 40, 80, 160])) : Infinity,
    maxUnblocks: options.maxUnblocks,
    told: { tips: [], lists: [], ended: new Set(), sent: [] },
  };
  machines.push(machine);
  trace.line(startedAtMs, machine.name, `starts, its clock off by ${machine.skewMs} ms`);
  unsettle(world, machine);
  void runProgram(world, machine, options);
  return machine;
}

async function runProgram(world: World, machine: Machine, options: Started): Promise<void> {
  try {
    const result = await reconcile(simulatedPorts(world, machine), { ...options, version: '0.0.0' });
    over(world, machine, 'returns');
    world.watchers.returned(machine, result);
  } catch (error) {
    over(world, machine, `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
    world.watchers.threw(machine, error);
  }
}

/** It stands still for a while, and its wall clock jumps. */
function unsettle({ scheduler, random, faults, trace }: World, machine: Machine): void {
  if (random.chance(faults.sleep)) {
    const asleepMs = random.between(10 * SECOND, 3 * MINUTE);
    scheduler.after(random.between(0, 20 * SECOND), () => {
      machine.asleepUntilMs = scheduler.nowMs() + asleepMs;
      trace.line(scheduler.nowMs(), machine.name, `    stands still for ${Math.round(asleepMs)} ms`);
    });
  }
  if (random.chance(faults.clockJump)) {
    const toMs = Math.round(random.between(-faults.skewMs, faults.skewMs));
    scheduler.after(random.between(0, 30 * SECOND), () => {
      machine.skewMs = toMs;
      trace.line(scheduler.nowMs(), machine.name, `    its clock is off by ${toMs} ms now`);
    });
  }
}

function over({ scheduler, trace, random }: World, machine: Machine, how: string): void {
  const nowMs = scheduler.nowMs();
  machine.endedAtMs = Math.min(machine.endedAtMs, nowMs + random.between(0, 10 * SECOND));
  trace.line(nowMs, machine.name, how);
}
