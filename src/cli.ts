#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { createColors } from 'picocolors';
import manifest from '../package.json' with { type: 'json' };
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
  const program = commands((code) => {
    exitCode = code;
  });
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

/** Each command is loaded when it is asked for: the libraries of the others would only cost time. */
function commands(done: (code: ExitCode) => void): Command {
  const program = new Command('reinstate')
    .description('Unblock restricted senders in Microsoft 365 by pull request, with proof.')
    .version(manifest.version)
    .exitOverride();
  program
    .command('validate')
    .description('check request files against their schema and the policy, offline')
    .argument('[path...]', 'files or folders; all of unblock-requests/ where none is named')
    .option('--since <ref>', 'only what changed since this commit, read from git')
    .option('--format <format>', 'pretty, json, github or sarif', 'pretty')
    .option('--json', 'the same as --format json', false)
    .action(async (paths: string[], options: { since?: string; format: string; json: boolean }) => {
      const { runValidate } = await import('./commands/validate.ts');
      done(await runValidate({ paths, ...options }, console));
    });
  program
    .command('reconcile')
    .description('bring the tenants to what the default branch asks for: decide, unblock, verify, record')
    .option('--tenant <name>', 'only this tenant')
    .option('--max-unblocks <n>', "stands in for the policy's limit, this once", wholeNumber)
    .option('--json', 'print one JSON document', false)
    .action(async (options: { tenant?: string; maxUnblocks?: number; json: boolean }) => {
      const { reconcileCommand } = await import('./commands/reconcile.ts');
      done(await reconcileCommand(options, console));
    });
  program
    .command('plan')
    .description('what would happen, and what is still missing; changes nothing')
    .option('--pr <number>', 'the requests of this pull request, before the merge or after it', wholeNumber)
    .option('--request <id>', 'one request of the default branch, <tenant>/<name>, settled or not')
    .option('--json', 'print one JSON document', false)
    .action(async (options: { pr?: number; request?: string; json: boolean }) => {
      const { planCommand } = await import('./commands/plan.ts');
      done(await planCommand(options, console));
    });
  program
    .command('replay')
    .description('run recorded decisions again and compare; changes nothing')
    .argument('[id...]', 'requests, <tenant>/<name>; every record where none is named')
    .option('--json', 'print one JSON document', false)
    .action(async (ids: string[], options: { json: boolean }) => {
      const { replayCommand } = await import('./commands/replay.ts');
      done(await replayCommand({ ids, ...options }, console));
    });
  addPolicyTest(program, done);
  program
    .command('sandbox')
    .description('an embedded tenant, identity provider and forge on this machine')
    .option('--play', 'play the whole story in it and stop', false)
    .option('--json', 'print where everything is as one JSON document', false)
    .action(async (options: { play: boolean; json: boolean }) => {
      const { sandboxCommand } = await import('./commands/sandbox.ts');
      done(await sandboxCommand(options, console));
    });
  return program;
}

function addPolicyTest(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('policy')
    .description('what the policy makes of requests')
    .command('test')
    .description("run the policy's own cases, .github/reinstate.tests.yml, offline")
    .option('--json', 'print one JSON document', false)
    .action(async (options: { json: boolean }) => {
      const { policyTestCommand } = await import('./commands/policy-test.ts');
      done(await policyTestCommand(options, console));
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/u.test(text)) throw new InvalidArgumentError('give a whole number from 1 up');
  return Number(text);
}
