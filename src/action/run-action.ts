import { stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createColors } from 'picocolors';
import { describeCommands, runProgram } from '../command-line/program.ts';
import { VERBS } from '../command-line/verbs.ts';
import type { Environment } from '../commands/environment.ts';
import { exitCodeOfError, type ExitCode } from '../commands/exit-code.ts';
import { describeError } from '../report/error-text.ts';
import type { Progress } from '../ports/progress.ts';
import { renderJobSummary } from '../report/job-summary.ts';
import { readOutcome, type CommandOutcome } from '../report/command-outcome.ts';
import { renderStepLog, sarifOf } from '../report/step-log.ts';
import { ConfigurationError } from '../support/errors.ts';
import { readStartEvent } from './event.ts';
import { commandEnvironment, commandLine, commandOf, readInputs, type Inputs } from './inputs.ts';
import { outputsOf } from './outputs.ts';
import { keepForJob, writeOutputs, writeSummary } from './runner-files.ts';
import { annotation, createStepProgress } from './step-progress.ts';

/** The step of a workflow that the action runs in. */
export interface Step {
  readonly cwd: string;
  readonly env: Environment;
  readonly version: string;
  /** Writes to the step's log as it is. */
  readonly write: (text: string) => void;
  /** Aborted when the job is cancelled; who asks for it heeds it, as with the {@link Console}'s. */
  readonly stopSignal?: (progress: Progress) => AbortSignal;
}

/** Runs one command as the inputs say: log, annotations, outputs and summary, and the command's own exit code. */
export async function runAction(step: Step): Promise<ExitCode> {
  const complain = (text: string): void => step.write(annotation('error', text.replace(/^error: /u, '')));
  try {
    const inputs = readInputs(step.env);
    const outcome = await runCommand(step, inputs, complain);
    step.write(renderStepLog(outcome, createColors(false)));
    await deliver(outcome, inputs, step);
    return outcome.exitCode;
  } catch (error) {
    complain(describeError(error));
    return exitCodeOfError(error);
  }
}

type Outcome = CommandOutcome & { readonly exitCode: ExitCode };

async function runCommand(step: Step, inputs: Inputs, complain: (text: string) => void): Promise<Outcome> {
  const progress = createStepProgress(step.write);
  const command = commandOf(inputs, describeCommands(VERBS));
  const args = commandLine(command, inputs, await readStartEvent(step.env));
  let json = '';
  const exitCode = await runProgram(args, {
    verbs: VERBS,
    console: {
      cwd: await workingDirectory(step, inputs),
      env: commandEnvironment(step.env, inputs),
      version: step.version,
      colours: createColors(false),
      out: (text) => {
        json += text;
      },
      progress,
      ...(step.stopSignal ? { stopSignal: step.stopSignal.bind(undefined, progress) } : {}),
    },
    complain,
  });
  return { ...readOutcome(command.name, exitCode, json), exitCode };
}

/** The checkout, or a folder in it. Throws ConfigurationError for one that is not there. */
async function workingDirectory({ cwd, env }: Step, inputs: Inputs): Promise<string> {
  const wanted = inputs.get('working-directory') ?? '.';
  const folder = resolve(env['GITHUB_WORKSPACE'] ?? cwd, wanted);
  const there = await stat(folder).catch(() => undefined);
  if (there?.isDirectory() === true) return folder;
  throw new ConfigurationError(`there is no folder ${JSON.stringify(wanted)} to work in`, {
    hint: 'check the repository out first, and give working-directory from its root',
  });
}

async function deliver(outcome: Outcome, inputs: Inputs, { env, write }: Step): Promise<void> {
  const sarifFile = inputs.get('sarif-file');
  const sarif = sarifOf(outcome);
  if (sarifFile !== undefined && sarif !== undefined) {
    await writeFile(resolve(env['GITHUB_WORKSPACE'] ?? '.', sarifFile), sarif);
  }
  const kept = outcome.json === '' ? undefined : await keepForJob(env, outcome.json);
  await writeOutputs(env, outputsOf(outcome, kept));
  try {
    await writeSummary(env, renderJobSummary(outcome, inputs.get('tenant') ?? ''));
  } catch {
    write(annotation('warning', 'the summary of this run could not be written; the log has all of it'));
  }
}
