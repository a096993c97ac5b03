import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';
import type { Environment } from '../../../src/adapters/git/environment.ts';
import { openWorkspace, type GitWorkspace, type WorkspaceOptions } from '../../../src/adapters/git/workspace.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Progress } from '../../../src/ports/progress.ts';

const run = promisify(execFile);

/** A process environment in which git knows nothing but what a test tells it. */
export const QUIET: Environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Octocat',
  GIT_AUTHOR_EMAIL: 'octocat@contoso.com',
  GIT_COMMITTER_NAME: 'Octocat',
  GIT_COMMITTER_EMAIL: 'octocat@contoso.com',
};

/** The real git, run the way a person would, and what it printed. */
export async function git(cwd: string, args: readonly string[], env: Environment = {}): Promise<string> {
  const { stdout } = await run('git', ['-c', 'commit.gpgSign=false', ...args], {
    cwd,
    env: { ...QUIET, ...AUTHOR, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim();
}

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'reinstate-test-')));
  onTestFinished(async () => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Lets everything this test makes in the system's temporary folder appear in a folder of its own. */
export async function ownTemporaryFolder(): Promise<string> {
  const folder = await temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

/** Files of one commit: null removes one. */
export type Tree = Readonly<Record<string, string | Uint8Array | null>>;

/** An origin and the clone somebody works in. */
export interface Repositories {
  readonly folder: string;
  readonly origin: string;
  readonly clone: string;
}

/** A bare origin with one commit, and a clone of it. */
export async function repositories(): Promise<Repositories> {
  const folder = await temporaryFolder();
  const origin = join(folder, 'origin.git');
  const clone = join(folder, 'clone');
  await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', origin]);
  await git(folder, ['clone', '--quiet', origin, clone]);
  await git(clone, ['checkout', '--quiet', '-B', 'main']);
  await commit(clone, { 'README.md': 'control repository\n' });
  await git(clone, ['push', '--quiet', 'origin', 'main']);
  return { folder, origin, clone };
}

/** Commits files on the branch that is checked out and returns the commit. */
export async function commit(clone: string, tree: Tree, message = 'Change', env: Environment = {}): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    const literal = ['--literal-pathspecs'];
    if (content === null) await git(clone, [...literal, 'rm', '--quiet', '--', path]);
    else await stage(clone, path, content);
  }
  await git(clone, ['commit', '--quiet', '--allow-empty', '-m', message], env);
  return git(clone, ['rev-parse', 'HEAD']);
}

async function stage(clone: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(clone, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
  await git(clone, ['--literal-pathspecs', 'add', '--force', '--', path]);
}

export const NOW = '2026-11-23T09:00:00.000Z';

/** A clock that stands still unless told. */
export function fixedClock(now = NOW): Clock {
  return { now: () => now, monotonicMs: () => 0, sleep: async () => Promise.resolve() };
}

const silent: Progress = { step: () => undefined, warn: () => undefined };

/** A workspace of the clone that is closed after the test. */
export async function workspace(cwd: string, options: Partial<WorkspaceOptions> = {}): Promise<GitWorkspace> {
  const opened = await openWorkspace({
    cwd,
    env: QUIET,
    clock: fixedClock(),
    progress: silent,
    retry: { retries: 2, firstDelayMs: 10 },
    ...options,
  });
  onTestFinished(async () => opened.close());
  return opened;
}

/** What every file below a folder holds, and when it was written, as one value to compare. */
export async function contentOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder, { recursive: true });
  const content: Record<string, string> = {};
  for (const name of names.sort()) {
    const path = join(folder, name);
    const { mtimeMs, mode } = await stat(path);
    const digest = (await stat(path)).isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : 'folder';
    content[relative(folder, path)] = `${mode} ${mtimeMs} ${digest}`;
  }
  return content;
}

/** Text of bytes. */
export function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}
