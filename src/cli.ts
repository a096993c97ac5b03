#!/usr/bin/env node
import { createColors } from 'picocolors';
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './command-line/program.ts';
import { sandbox } from './command-line/sandbox.ts';
import { VERBS } from './command-line/verbs.ts';
import type { Console } from './commands/console.ts';
import { createStopSignal } from './commands/stop-signal.ts';
import { createTerminalProgress } from './commands/terminal-progress.ts';
import { createTerminalPrompter } from './commands/terminal-prompter.ts';

const progress = createTerminalProgress(process.stderr, process.env);
let stop: AbortSignal | undefined;

const console: Console = {
  cwd: process.cwd(),
  env: process.env,
  version: manifest.version,
  colours: createColors(process.stdout.isTTY && process.env['NO_COLOR'] === undefined),
  out: (text) => process.stdout.write(text),
  progress,
  stopSignal: () => (stop ??= createStopSignal(process, progress)),
  ...(attended() ? { prompt: () => createTerminalPrompter(process.stdin, process.stderr) } : {}),
};

// Whoever reads the output may have enough of it (`| head`): that ends the printing, and nothing else.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runProgram(process.argv.slice(2), {
  verbs: [...VERBS, sandbox],
  console,
  complain: (text) => process.stderr.write(text),
});
// Libraries leave timers and idle connections behind. Everything is done and printed, so nobody waits for them.
process.stdout.write('', () => process.exit());

/** Whether somebody sits there who can be asked: output that goes into a file or a pipe has nobody in front of it. */
function attended(): boolean {
  const terminals = [process.stdin, process.stdout, process.stderr];
  return terminals.every(({ isTTY }) => isTTY) && process.env['CI'] === undefined;
}
