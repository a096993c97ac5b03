import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultTarget } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { CLI, PROCESS, type Reconciled } from '../stories/program.ts';
import { nextRun } from './run.ts';

/** Which requests are held, and where. */
export interface Hold {
  readonly match: (target: FaultTarget) => boolean;
  readonly when?: 'before' | 'after';
  /** How many of them are held before anything happens; 1 by default. */
  readonly times?: number;
  /** Instead of holding anything: act as soon as this is so. */
  readonly until?: () => boolean;
}

/** What is run. */
export interface Program {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a run ended that was told to stop; without results where it printed none. */
export type Stopped = Partial<Pick<Reconciled, 'results' | 'error'>> & {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly failures?: readonly { readonly tenant: string; readonly message: string }[];
};

/** Runs `reconcile --json` or another command, acts on it while the sandbox holds what `hold` says, lets go and waits for its end. */
export async function actedOn(
  world: Sandbox,
  clone: string,
  { match, when = 'before', times = 1, until }: Hold,
  act: (child: ChildProcess, stderr: () => string) => Promise<void>,
  { args = ['reconcile', '--json'], env = {} }: Program = {},
): Promise<Stopped> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: clone,
    env: { ...PROCESS, ...world.env, ...env, GITHUB_RUN_ID: nextRun(world) },
    // A group of its own, as a shell makes one for what it runs in the foreground.
    detached: true,
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  const ended = once(child, 'close');
  const { promise: all, resolve: allHeld } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let held = 0;
  const pause = async (): Promise<void> => {
    held += 1;
    if (held === times) allHeld();
    await released;
  };
  const fault = world.faults.add({ match, times, fault: { when, pause } });
  await Promise.race([until ? waited(until) : all, ended]);
  const came = until ? until() : held === times;
  if (came) await act(child, () => printed.stderr);
  release();
  const [exitCode] = await ended;
  fault.remove();
  if (!came) throw new Error(`the run never came there: ${printed.stderr}`);
  const told: Partial<Stopped> = printed.stdout === '' ? {} : JSON.parse(printed.stdout);
  return { ...told, exitCode: typeof exitCode === 'number' ? exitCode : null, stderr: printed.stderr };
}

async function waited(until: () => boolean): Promise<void> {
  while (!until()) await sleep(10);
}

/** Sends a signal and waits until the program says that it has heard it. */
export function sending(signal: NodeJS.Signals) {
  return async (child: ChildProcess, stderr: () => string): Promise<void> => {
    child.kill(signal);
    while (!stderr().includes(signal) && child.exitCode === null) await sleep(10);
  };
}
