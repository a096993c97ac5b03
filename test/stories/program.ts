import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { everyRecordReplays } from './every-record.ts';

export const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What any process needs; the cache only spares each run compiling the same sources again. */
export const PROCESS = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: join(tmpdir(), 'reinstate-compile-cache'),
};

const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** What a run of the program printed and how it ended. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the shipping program as a process in a clone, driven by nothing but the environment. */
export async function reinstate(
  world: Sandbox,
  clone: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return reinstateIn(clone, args, { ...world.env, ...env });
}

/** Runs the shipping program in a folder, with no world around it unless the variables name one. */
export async function reinstateIn(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, ...args],
      { cwd: folder, env: { ...PROCESS, ...env }, maxBuffer: LONGEST_OUTPUT },
      (error, stdout, stderr) => {
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
  });
}

/** Starts `reconcile` and kills it, without a warning, as soon as `when` holds. */
export async function killedOnce(when: () => boolean, world: Sandbox, clone: string): Promise<void> {
  const child = spawn(process.execPath, [CLI, 'reconcile'], {
    cwd: clone,
    env: { ...PROCESS, ...world.env },
    stdio: 'ignore',
  });
  while (!when() && child.exitCode === null) await sleep(20);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Runs the program for a reader who has enough after the first lines, as `| head` does. */
export async function readBriefly(world: Sandbox, clone: string, args: readonly string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: clone, env: { ...PROCESS, ...world.env } });
  const stderr: string[] = [];
  child.stderr.on('data', (chunk) => stderr.push(String(chunk)));
  child.stdout.once('data', () => child.stdout.destroy());
  const [exitCode]: readonly unknown[] = await once(child, 'close');
  return { exitCode, stderr: stderr.join('') };
}

/** `reconcile --json`, read. */
export interface Reconciled {
  readonly exitCode: number;
  readonly stderr: string;
  readonly results: readonly {
    readonly id: string;
    readonly phase: string;
    readonly changed: boolean;
    readonly reason: string;
  }[];
  readonly drift: readonly {
    readonly kind: string;
    readonly id: string | null;
    readonly entity: string | null;
    readonly since: string | null;
  }[];
  /** What is printed in place of results where nothing could be done. */
  readonly error?: { readonly message: string; readonly hint?: string };
}

/** Reconciles. Every record that was written by then has to replay the same. */
export async function reconcile(
  world: Sandbox,
  clone: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Reconciled> {
  const { exitCode, stdout, stderr } = await reinstate(world, clone, ['reconcile', '--json'], env);
  const { results = [], drift = [], error }: Partial<Reconciled> = JSON.parse(stdout);
  await everyRecordReplays(world);
  return { exitCode, stderr, results, drift, ...(error ? { error } : {}) };
}

/** Phase by request id. */
export function phases({ results }: Reconciled): Record<string, string> {
  return Object.fromEntries(results.map(({ id, phase }) => [id, phase]));
}

/** A record as the branch holds it; undefined where there is none. */
export async function recordOf(world: Sandbox, name: string): Promise<Record<string, unknown> | undefined> {
  const clone = await world.clone();
  try {
    const record: Record<string, unknown> = JSON.parse(
      await world.git(['show', `origin/reinstate/records/contoso:records/${name}.json`], clone),
    );
    return record;
  } catch {
    return undefined;
  }
}

/** How many commits the records branch has. */
export async function recordCommits(world: Sandbox): Promise<number> {
  const clone = await world.clone();
  return Number(await world.git(['rev-list', '--count', 'origin/reinstate/records/contoso'], clone));
}
