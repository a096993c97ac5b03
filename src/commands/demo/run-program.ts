import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../environment.ts';

/** What a run of the program printed and how it ended. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = process.argv[1] ?? fileURLToPath(new URL('../../cli.ts', import.meta.url));
const LONGEST_OUTPUT = 16 * 1024 * 1024;

/**
 * Runs this very program as a process of its own in `cwd`, under `env` and what a process needs to live: certificates
 * are only read when Node.js starts, and a run must know nothing but what the variables tell it.
 */
export async function runProgram(args: readonly string[], cwd: string, env: Environment): Promise<Finished> {
  const { PATH, HOME, TMPDIR } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args],
      { cwd, env: { PATH, HOME, TMPDIR, ...env }, maxBuffer: LONGEST_OUTPUT },
      (error, stdout, stderr) => {
        const exitCode = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}
