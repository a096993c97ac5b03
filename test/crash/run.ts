import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { CLI, PROCESS, reconcile } from '../stories/program.ts';
import type { GitPlace, GitShim } from './git-shim.ts';
import { followRun, type Staged } from './stages.ts';
import { ENTITIES } from './world.ts';

/** A request of a run, and whether it has had its effect when the run is killed. */
export interface RequestPlace extends Staged {
  readonly when: 'before' | 'after';
}

/** How a run that was to be killed ended: `finished` where it never came to the place. */
export type Killed = 'killed' | 'finished';

/** All requests of one undisturbed run, in the order they came. */
export async function requestsOfOneRun(
  world: Sandbox,
  clone: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Staged[]> {
  const requests: Staged[] = [];
  const follow = followRun(ENTITIES.length);
  const recorder = world.faults.add({
    times: Infinity,
    fault: { pause: async (target) => void requests.push(follow(target)) },
  });
  await reconcile(world, clone, env);
  recorder.remove();
  return requests;
}

/**
 * Runs `reconcile` and kills it without a warning while the sandbox holds one of its requests; the request then takes
 * its effect or not, and nobody is there to hear the answer.
 */
export async function killedAt(world: Sandbox, clone: string, place: RequestPlace): Promise<Killed> {
  const child = started(world, clone);
  const ended = once(child, 'exit');
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  const follow = followRun(ENTITIES.length);
  const fault = world.faults.add({
    match: (target) => samePlace(follow(target), place),
    fault: {
      when: place.when,
      reset: true,
      pause: async () => {
        child.kill('SIGKILL');
        await ended;
        resolve();
      },
    },
  });
  await ended;
  const killed = fault.struck() > 0;
  if (killed) await settled;
  fault.remove();
  return killed ? 'killed' : 'finished';
}

function samePlace(a: Staged, b: Staged): boolean {
  return a.stage === b.stage && a.name === b.name && a.nth === b.nth;
}

/** Runs `reconcile` with a git that may end it, and says how it ended. */
export async function runWith(
  shim: GitShim,
  place: GitPlace | undefined,
  world: Sandbox,
  clone: string,
): Promise<Killed> {
  const [, signal] = await once(started(world, clone, await shim.env(place)), 'exit');
  return signal === 'SIGKILL' ? 'killed' : 'finished';
}

function started(world: Sandbox, clone: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [CLI, 'reconcile'], {
    cwd: clone,
    env: { ...PROCESS, ...world.env, ...env, GITHUB_RUN_ID: nextRun(world) },
    stdio: 'ignore',
  });
}

/** Runs `reconcile` under a new id, as the next run on another machine: GitHub knows that all before it have ended. */
export async function nextRunIn(world: Sandbox, clone: string, env: Readonly<Record<string, string>> = {}) {
  return reconcile(world, clone, { ...env, GITHUB_RUN_ID: nextRun(world) });
}

/** Begins a run on the forge, as everybody before it has ended. */
export function nextRun({ forge }: Sandbox): string {
  for (const run of forge.state.runs) run.status = 'completed';
  const id = Math.max(...forge.state.runs.map((run) => run.id)) + 1;
  forge.addRun({ id });
  return String(id);
}
