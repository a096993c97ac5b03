import { Writable } from 'node:stream';
import { createColors } from 'picocolors';
import manifest from '../../package.json' with { type: 'json' };
import { runProgram } from '../../src/command-line/program.ts';
import { VERBS } from '../../src/command-line/verbs.ts';
import { createTerminalProgress } from '../../src/commands/terminal-progress.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { PROCESS, type Finished } from './program.ts';

/** Worlds whose certificates this process trusts already. */
const TRUSTED = new WeakSet<Sandbox>();

/**
 * Runs the program in a clone as `reinstate` does, within this process: for tables with many rows,
 * where starting a process takes longer than what it does. Other stories of the same command start it.
 */
export async function reinstateHere(
  world: Sandbox,
  clone: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  if (!TRUSTED.has(world)) world.trust();
  TRUSTED.add(world);
  const printed = { stdout: '', stderr: '' };
  const stderr = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      printed.stderr += String(chunk);
      done();
    },
  });
  const variables = { ...PROCESS, ...world.env, ...env };
  const exitCode = await runProgram(args, {
    verbs: VERBS,
    console: {
      cwd: clone,
      env: variables,
      version: manifest.version,
      colours: createColors(false),
      out: (text) => (printed.stdout += text),
      progress: createTerminalProgress(stderr, variables),
    },
    complain: (text) => (printed.stderr += text),
  });
  return { exitCode, ...printed };
}
