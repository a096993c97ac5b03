import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Git, GitRun } from './run-git.ts';

/** The bare repository that origin serves. */
export interface BareRepository {
  readonly folder: string;
  readonly defaultBranch: string;
  run(args: readonly string[], options?: GitRun): Promise<string>;
  bytes(args: readonly string[], options?: GitRun): Promise<Buffer>;
}

/** Every ref with what it points to. */
export type Refs = ReadonlyMap<string, string>;

/**
 * Pushes are allowed, those to pull requests' refs aside; what a rebase needs for a moment is nobody's business. Nothing is
 * compressed: a world lasts for a test, and what GitHub's own machines spend on that is not to be measured here.
 */
const SETTINGS = `
[core]
	compression = 0
[http]
	receivepack = true
[receive]
	hideRefs = refs/pull
[transfer]
	hideRefs = refs/sandbox
[uploadpack]
	allowFilter = true
[gc]
	auto = 0
`;

/** Makes the repository. Nothing in it is ever collected as garbage, so that abandoned commits stay. */
export async function initBareRepository(git: Git, folder: string, defaultBranch: string): Promise<BareRepository> {
  await git.run(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, folder]);
  await appendFile(join(folder, 'config'), SETTINGS);
  return {
    folder,
    defaultBranch,
    run: (args, options) => git.run([`--git-dir=${folder}`, ...args], options),
    bytes: (args, options) => git.bytes([`--git-dir=${folder}`, ...args], options),
  };
}

/** Reads every ref. */
export async function readRefs(repository: BareRepository): Promise<Refs> {
  const output = await repository.run(['for-each-ref', '--format=%(objectname) %(refname)']);
  return new Map(lines(output).map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}

/** What git told of objects by their ids, by what was asked: it never changes. */
const KNOWN = new Map<string, Promise<Buffer>>();

/** Asks git something about objects by their ids, once where it has an answer. */
export async function askOfObjects(
  repository: BareRepository,
  args: readonly string[],
  options?: GitRun & { readonly mayBeEmpty?: boolean },
): Promise<Buffer> {
  const question = `${repository.folder} ${args.join(' ')}`;
  const asked = KNOWN.get(question) ?? repository.bytes(args, options);
  KNOWN.set(question, asked);
  try {
    const answer = await asked;
    if (answer.length === 0 && !options?.mayBeEmpty) KNOWN.delete(question);
    return answer;
  } catch (error) {
    KNOWN.delete(question);
    throw error;
  }
}

const COMMIT_ID = /^[0-9a-f]{40}$/;

/** The commit that a commit id, branch or ref names; undefined where it names none. */
export async function resolveCommit(repository: BareRepository, name: string): Promise<string | undefined> {
  if (COMMIT_ID.test(name)) {
    const known = await askOfObjects(repository, parsing(name), { expect: [1, 128] });
    return known.toString().trim() || undefined;
  }
  for (const candidate of [`refs/heads/${name}`, name]) {
    const found = await repository.run(parsing(candidate), { expect: [1, 128] });
    if (/^[0-9a-f]{40}\n$/.test(found)) return found.trim();
  }
  return undefined;
}

function parsing(name: string): string[] {
  return ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
}

/** Points a ref at a commit. */
export async function updateRef(repository: BareRepository, ref: string, commit: string): Promise<void> {
  await repository.run(['update-ref', ref, commit]);
}

/** Takes a ref away. */
export async function deleteRef(repository: BareRepository, ref: string): Promise<void> {
  await repository.run(['update-ref', '-d', ref]);
}

/** Whether `ancestor` is reachable from `commit` (a commit reaches itself). */
export async function isAncestor(repository: BareRepository, ancestor: string, commit: string): Promise<boolean> {
  const args = ['rev-list', '--max-count=1', ancestor, `^${commit}`];
  return (await askOfObjects(repository, args, { mayBeEmpty: true })).length === 0;
}

/** Commits of `to` that `from` does not reach, oldest first. */
export async function commitsBetween(
  repository: BareRepository,
  { from, to, firstParent = false }: { from: string; to: string; firstParent?: boolean },
): Promise<string[]> {
  const first = firstParent ? ['--first-parent'] : [];
  return lines(await repository.run(['rev-list', '--reverse', '--topo-order', ...first, to, `^${from}`]));
}

/** The best common ancestor; undefined for unrelated histories. */
export async function mergeBase(repository: BareRepository, a: string, b: string): Promise<string | undefined> {
  const found = await repository.run(['merge-base', a, b], { expect: [1] });
  return found.trim() || undefined;
}

/** The tree of merging two commits. Rejects where they conflict, as a forge refuses such a merge. */
export async function mergeTrees(repository: BareRepository, ours: string, theirs: string): Promise<string> {
  const output = await repository.run(['merge-tree', '--write-tree', ours, theirs]);
  return output.slice(0, output.indexOf('\n'));
}

/** The non-empty lines of git's output. */
export function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '');
}
