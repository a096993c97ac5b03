import { randomUUID } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../commands/environment.ts';

/** Hands outputs to the runner. Outside of one nobody asked for them. */
export async function writeOutputs(env: Environment, outputs: Readonly<Record<string, string>>): Promise<void> {
  const path = env['GITHUB_OUTPUT'] ?? '';
  if (path === '') return;
  await appendFile(
    path,
    Object.entries(outputs)
      .map(([name, value]) => outputLines(name, value))
      .join(''),
  );
}

/** Adds to the summary of the run's page. */
export async function writeSummary(env: Environment, markdown: string): Promise<void> {
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path !== '') await appendFile(path, markdown);
}

/** Keeps a text in a file that lives as long as the job, and says where; undefined where there is no such place. */
export async function keepForJob(env: Environment, text: string): Promise<string | undefined> {
  const folder = env['RUNNER_TEMP'] ?? '';
  if (folder === '') return undefined;
  const path = join(folder, `reinstate-${randomUUID()}.json`);
  await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  return path;
}

/** The runner's many-line form. The mark is new each time, so that no value can hold it and begin an output of its own. */
function outputLines(name: string, value: string): string {
  const mark = `end-of-${randomUUID()}`;
  return `${name}<<${mark}\n${value}\n${mark}\n`;
}
