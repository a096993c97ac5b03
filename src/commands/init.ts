import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkAnswers, merged, type Answers } from '../init/answers.ts';
import { MEMORY_PATH, memoryText, readMemory } from '../init/memory.ts';
import { planFiles, type PlannedFile, type Present } from '../init/plan-files.ts';
import { openPlaces, renderFiles, type InitFile, type OpenPlace } from '../init/render.ts';
import { parsePolicy, POLICY_PATH } from '../policy/parse-policy.ts';
import { renderInit } from '../report/init-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { ConfigurationError } from '../support/errors.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';

/** Options of `reinstate init`. */
export interface InitCommand {
  /** The root of the repository that adopts; the working folder where none is named. */
  readonly folder?: string;
  /** Only print what init would write at this path. */
  readonly print?: string;
  readonly answers: Answers;
  readonly json: boolean;
}

/** Writes what an adopting repository needs; a second time only what is still its own. Nothing outside is asked. */
export async function initCommand(command: InitCommand, console: Console): Promise<ExitCode> {
  const root = resolve(console.cwd, command.folder ?? '.');
  await assertRoot(root);
  const memory = await presentAt(root, MEMORY_PATH);
  if (memory.kind === 'blocked') throw new ConfigurationError(`${MEMORY_PATH} is no ordinary file`);
  const before = readMemory(memory.kind === 'file' ? memory.text : undefined);
  const answers = merged(before.answers, checkAnswers(command.answers));
  const files = renderFiles(answers);
  assertPolicy(files);
  if (command.print !== undefined) {
    console.out(fileAt(files, command.print).text);
    return 0;
  }
  const present = new Map<string, Present>();
  for (const { path } of files) present.set(path, await presentAt(root, path));
  const planned = planFiles(files, (path) => present.get(path) ?? { kind: 'nothing' }, before.written, digest);
  await write(root, planned);
  const written = Object.fromEntries(
    planned.flatMap((one) => (one.digest === undefined ? [] : [[one.file.path, one.digest]])),
  );
  const text = memoryText({ answers, written });
  if (memory.kind !== 'file' || memory.text !== text) await writeWhole(join(root, MEMORY_PATH), text);
  tell(command, root, { planned, open: planned.flatMap((one) => openIn(one, present)) }, console);
  return 0;
}

interface Outcome {
  readonly planned: readonly PlannedFile[];
  readonly open: readonly OpenPlace[];
}

function tell({ json }: InitCommand, folder: string, { planned, open }: Outcome, { out, colours }: Console): void {
  const files = planned.map(({ file: { path }, state, reason }) => ({ path, state, reason }));
  out(json ? jsonText({ folder, files, open }) : renderInit({ files, open }, colours));
}

/** A name that means the root of a repository: a folder in it would be a place where GitHub reads nothing of all this. */
async function assertRoot(root: string): Promise<void> {
  const there = await lstat(root).catch(() => undefined);
  if (there && !there.isDirectory()) throw new ConfigurationError(`${JSON.stringify(root)} is no folder`);
  for (let folder = root; dirname(folder) !== folder; folder = dirname(folder)) {
    if (!(await lstat(join(folder, '.git')).catch(() => undefined))) continue;
    if (folder === root) return;
    throw new ConfigurationError(`${JSON.stringify(root)} lies inside of the repository ${JSON.stringify(folder)}`, {
      hint: 'name the root of the repository',
    });
  }
}

/** The answers have to make a policy that holds. */
function assertPolicy(files: readonly InitFile[]): void {
  const checked = parsePolicy(new TextEncoder().encode(fileAt(files, POLICY_PATH).text));
  if (checked.valid) return;
  const [{ message, hint }] = checked.problems;
  throw new ConfigurationError(`the answers make no valid policy: ${message}`, { hint });
}

function fileAt(files: readonly InitFile[], path: string): InitFile {
  const found = files.find((file) => file.path === path);
  if (found) return found;
  throw new ConfigurationError(`init writes no ${JSON.stringify(path)}`, {
    hint: `it writes ${files.map((file) => file.path).join(', ')}`,
  });
}

/** What stands at a path. Nothing is read or written through a link, whoever put it there. */
async function presentAt(root: string, path: string): Promise<Present> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const parent = await lstat(join(root, ...parts.slice(0, depth))).catch(() => undefined);
    if (!parent) return { kind: 'nothing' };
    if (!parent.isDirectory()) return { kind: 'blocked' };
  }
  const stats = await lstat(join(root, path)).catch(() => undefined);
  if (!stats) return { kind: 'nothing' };
  return stats.isFile() ? { kind: 'file', text: await readFile(join(root, path), 'utf8') } : { kind: 'blocked' };
}

async function write(root: string, planned: readonly PlannedFile[]): Promise<void> {
  for (const { file, state } of planned) {
    if (state === 'written' || state === 'updated') await writeWhole(join(root, file.path), file.text);
  }
}

/** Puts a file into its place in one go: a run that is cut off leaves the old one or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID()}`;
  try {
    await using file = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
    await file.writeFile(text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Line ends are git's business: a checkout may turn them. */
function digest(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

function openIn({ file, state }: PlannedFile, present: ReadonlyMap<string, Present>): readonly OpenPlace[] {
  if (state === 'removed') return [];
  const there = present.get(file.path);
  return openPlaces(file.path, state === 'kept' && there?.kind === 'file' ? there.text : file.text);
}
