import type { Clock } from '../../../src/ports/clock.ts';
import type { ExchangeReader } from '../../../src/ports/exchange.ts';
import type { ReconcilePorts } from '../../../src/reconcile/types.ts';
import { stamp } from '../world/time.ts';
import { tenantNamed, type Machine, type World } from '../world/world.ts';
import { pause } from './call.ts';
import { simulatedDirectory, simulatedMailboxes } from './directory.ts';
import { readList, simulatedWriter } from './exchange.ts';
import { simulatedGit } from './git.ts';
import { simulatedGitHub } from './github.ts';
import { simulatedRecords } from './records.ts';

/** Everything a process touches. */
export function simulatedPorts(world: World, machine: Machine): ReconcilePorts {
  const jitter = world.random.fork();
  return {
    git: simulatedGit(world, machine),
    github: simulatedGitHub(world, machine),
    records: simulatedRecords(world, machine),
    tenant: (policy) => {
      const tenant = tenantNamed(world, policy.tenant);
      const exchange: ExchangeReader = {
        ...simulatedMailboxes(world, machine, tenant),
        restrictions: async () => readList(world, machine, tenant),
        askingOnce: () => exchange,
      };
      return {
        exchange,
        directory: simulatedDirectory(world, machine, tenant),
        writer: simulatedWriter(world, machine, tenant),
      };
    },
    clock: simulatedClock(world, machine),
    jitter: () => jitter.next(),
    progress: { step: () => undefined, warn: () => undefined },
  };
}

/** A wall clock that is off and may jump, and a monotonic one that goes on whatever happens to the process. */
function simulatedClock(world: World, machine: Machine): Clock {
  const { scheduler } = world;
  return {
    now: () => {
      const shown = scheduler.nowMs() + machine.skewMs;
      machine.latestClockMs = Math.max(machine.latestClockMs, shown);
      return stamp(shown);
    },
    monotonicMs: () => scheduler.nowMs() - machine.startedAtMs,
    sleep: async (ms) => pause({ world, machine, what: `slept ${Math.round(ms)} ms` }, ms),
  };
}
