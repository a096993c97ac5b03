#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { createColors } from 'picocolors';
import manifest from '../package.json' with { type: 'json' };
import { VERBS } from './command-line/verbs.ts';
import type { Console } from './commands/console.ts';
import { exitCodeOfError, type ExitCode } from './commands/exit-code.ts';
import { createTerminalProgress } from './commands/terminal-progress.ts';
import { describeError, errorDocument } from './report/error-text.ts';
import { jsonText } from './report/text-safety.ts';

const colours = createColors(process.stdout.isTTY && process.env['NO_COLOR'] === undefined);

const console: Console = {
  cwd: process.cwd(),
  env: process.env,
  version: manifest.version,
  colours,
  out: (text) => process.stdout.write(text),
  progress: createTerminalProgress(process.stderr, process.env),
};

process.exitCode = await run(process.argv);
// Libraries leave timers and idle connections behind. Everything is done and printed, so nobody waits for them.
process.stdout.write('', () => process.exit());

async function run(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Command('reinstate')
    .description('Unblock restricted senders in Microsoft 365 by pull request, with proof.')
    .version(manifest.version)
    .exitOverride();
  for (const addTo of VERBS) {
    addTo(program, async (action) => {
      exitCode = await action(console);
    });
  }
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(describeError(error));
    if (argv.includes('--json')) process.stdout.write(jsonText({ error: errorDocument(error) }));
    return exitCodeOfError(error);
  }
}
