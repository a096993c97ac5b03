import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bundleAction } from '../../scripts/bundle.ts';
import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/**
 * The action as the runner downloads it, in a folder of its own: action.yml and the bundle that it names. There is no
 * node_modules beside them or above.
 */
export async function bundledAction(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reinstate-action-'));
  await mkdir(join(folder, 'dist'));
  await copyFile('action.yml', join(folder, 'action.yml'));
  const bundle = (await bundleAction()).find(({ path }) => path === 'index.mjs');
  await writeFile(join(folder, 'dist', 'index.mjs'), bundle?.text ?? '');
  return folder;
}

/** A step as a workflow writes it: its inputs, the event that started the run, and variables of its own. */
export interface StepRequest {
  readonly with: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload: unknown };
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a step left behind. */
export interface FinishedStep {
  readonly exitCode: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/**
 * Starts an action as GitHub's runner does: `node24` with the file that action.yml names, in the checkout, with every
 * declared input as a variable (empty where the workflow gives none) and a fresh set of files for what it hands back.
 */
export async function runStep(
  action: string,
  { world, workspace }: { readonly world: Sandbox; readonly workspace: string },
  step: StepRequest,
): Promise<FinishedStep> {
  const temp = await mkdtemp(join(action, 'runner-'));
  const files = { output: join(temp, 'output'), summary: join(temp, 'summary'), event: join(temp, 'event.json') };
  const { name, payload } = step.event ?? { name: 'push', payload: {} };
  await Promise.all([
    writeFile(files.output, ''),
    writeFile(files.summary, ''),
    writeFile(files.event, JSON.stringify(payload)),
    mkdir(join(temp, 'home')),
  ]);
  const { runs, inputs }: Manifest = parse(await readFile(join(action, 'action.yml'), 'utf8'));
  const env = {
    PATH: process.env['PATH'],
    HOME: join(temp, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    RUNNER_TEMP: temp,
    ...withoutToken(world.env),
    ...inputVariables(Object.keys(inputs), step.with),
    ...step.env,
  };
  const { exitCode, log } = await start(join(action, runs.main), workspace, env);
  return {
    exitCode,
    log,
    outputs: readOutputs(await readFile(files.output, 'utf8')),
    summary: await readFile(files.summary, 'utf8'),
  };
}

interface Manifest {
  readonly runs: { readonly main: string };
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A workflow has the run's token only where it hands it over. */
function withoutToken(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'GITHUB_TOKEN'));
}

function inputVariables(
  declared: readonly string[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = new Set([...declared, ...Object.keys(given)]);
  return Object.fromEntries([...names].map((name) => [`INPUT_${name.toUpperCase()}`, given[name] ?? '']));
}

async function start(
  main: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly exitCode: number; readonly log: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main], { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ exitCode, log: stdout + stderr });
    });
  });
}

/** Reads outputs as the runner does: `name=value`, or many lines up to a mark that the first one names. */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, name, mark] = /^([^=<]+)<<(.+)$/u.exec(line) ?? [];
    if (name !== undefined && mark !== undefined) {
      const end = lines.indexOf(mark, at + 1);
      if (end === -1) throw new Error(`the mark ${mark} never comes`);
      outputs[name] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else if (line.includes('=')) {
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    } else if (line !== '') {
      throw new Error(`no output: ${line}`);
    }
  }
  return outputs;
}

/** The event of a pull request, as far as anybody reads it. */
export function pullRequestEvent(
  world: Sandbox,
  { number, headSha }: ForgePullRequest,
): NonNullable<StepRequest['event']> {
  const base = { ref: 'main', sha: world.forge.tip() };
  return {
    name: 'pull_request',
    payload: { action: 'opened', number, pull_request: { number, base, head: { sha: headSha } } },
  };
}

/** A clone that stands where actions/checkout leaves it for a pull request: on what the merge would bring. */
export async function checkOutMerge(world: Sandbox, pullRequest: ForgePullRequest): Promise<string> {
  const clone = await world.clone();
  await world.git(['fetch', '--quiet', 'origin', `refs/pull/${pullRequest.number}/merge`], clone);
  await world.git(['checkout', '--quiet', '--detach', 'FETCH_HEAD'], clone);
  return clone;
}
