import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitRunner, GitFailure, type GitRunner } from '../../../src/adapters/git/run-git.ts';
import { temporaryFolder } from './fixture.ts';

/** A runner whose git is a shell script. */
async function runnerOf(script: string, silenceMs = 60_000): Promise<GitRunner> {
  const directory = await temporaryFolder();
  await writeFile(join(directory, 'git'), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, 'git'), 0o755);
  const env = { PATH: `${directory}:${process.env['PATH'] ?? ''}` };
  return createGitRunner({ directory, env, silenceMs, redact: (text) => text.replaceAll('hunter2', '***') });
}

async function failureOf(running: Promise<unknown>): Promise<GitFailure> {
  const thrown: unknown = await running.catch((error: unknown) => error);
  if (!(thrown instanceof GitFailure)) throw new Error('it did not fail');
  return thrown;
}

describe('a git command', () => {
  it('leads a process group of its own, which a Ctrl-C at the terminal does not reach', async () => {
    const git = await runnerOf('echo "$$ $(ps -o pgid= -p $$)"');
    const [pid, group] = (await git.text(['status'])).trim().split(/\s+/u);
    expect(group).toBe(pid);
  });

  it('gets its input and gives every byte it prints', async () => {
    const git = await runnerOf('cat');
    const input = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
    expect(Buffer.compare(await git.bytes(['cat-file'], input), input)).toBe(0);
  });

  it('may end without reading its input', async () => {
    const git = await runnerOf('echo done');
    expect(await git.text(['status'], new Uint8Array(1024 * 1024))).toBe('done\n');
  });

  it('that fails tells what it printed, without secrets', async () => {
    const git = await runnerOf('echo "fatal: hunter2 is wrong" >&2; exit 128');
    expect((await failureOf(git.text(['fetch']))).output).toBe('fatal: *** is wrong\n');
  });

  it('that is killed has failed, whatever it printed', async () => {
    const git = await runnerOf('echo ok; kill -KILL $$');
    expect((await failureOf(git.text(['fetch']))).timedOut).toBe(false);
  });

  it('that falls silent is ended, also one that does not want to', async () => {
    const git = await runnerOf("trap '' TERM; while :; do sleep 1; done", 200);
    expect((await failureOf(git.text(['fetch']))).timedOut).toBe(true);
  });

  it('that was left behind by another keeps nobody waiting', async () => {
    const git = await runnerOf('sleep 50 & echo done');
    expect(await git.text(['fetch'])).toBe('done\n');
  });
});

describe('a runner that is closed', () => {
  it('ends what still runs, and starts nothing more', async () => {
    const git = await runnerOf('exec sleep 50');
    const running = failureOf(git.text(['fetch']));
    const waiting = Array.from({ length: 12 }, async () => failureOf(git.text(['fetch'])));
    await new Promise((resolve) => setImmediate(resolve));
    await git.close();
    expect((await running).timedOut).toBe(false);
    for (const failure of await Promise.all(waiting)) expect(failure).toBeInstanceOf(GitFailure);
    expect((await failureOf(git.text(['fetch']))).output).toBe('git is not used any more');
  });
});
