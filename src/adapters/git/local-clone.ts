import type { LocalClone, TreeEntry } from '../../ports/control-repository.ts';
import { ConfigurationError, UnavailableError } from '../../support/errors.ts';
import { inspectClone } from './clone.ts';
import type { Environment } from './environment.ts';
import { locally } from './git-errors.ts';
import { blobSize, entryAt, isFolder, listTree, readBlob } from './objects.ts';
import type { GitRunner } from './run-git.ts';

const REQUESTS = 'unblock-requests';

/**
 * Opens the clone around `cwd` for reading, without any network and without writing. Throws ConfigurationError where
 * there is none, or where it has replace refs or grafts.
 */
export async function openLocalClone(options: {
  readonly cwd: string;
  readonly env: Environment;
}): Promise<LocalClone> {
  const { git, config } = await inspectClone(options.cwd, options.env);
  return {
    changedSince: (ref) => changedSince(git, ref),
    headCommit: () => commitOf(git, 'HEAD'),
    userEmail: () => config.findLast(({ key }) => key === 'user.email')?.value,
    entryAt: (commit, path) => entryAt(git, commit, path),
    blobSize: (blob) => blobSize(git, blob),
    readBlob: (blob) => readBlob(git, blob),
  };
}

async function changedSince(git: GitRunner, ref: string): Promise<readonly TreeEntry[]> {
  const head = await commitOf(git, 'HEAD');
  const base = await mergeBase(git, ref, head);
  const [before, now] = await Promise.all([listTree(git, base, REQUESTS), listTree(git, head, REQUESTS)]);
  const known = new Set(before.map(identity));
  return now.filter((entry) => !isFolder(entry) && !known.has(identity(entry)));
}

function identity({ path, mode, blob }: TreeEntry): string {
  return `${mode} ${blob} ${path}`;
}

async function commitOf(git: GitRunner, ref: string): Promise<string> {
  const wrong = (cause?: unknown): ConfigurationError =>
    new ConfigurationError(`${JSON.stringify(ref)} names no commit of this clone`, {
      hint: 'give a branch, tag or commit that was fetched, for example origin/main',
      cause,
    });
  // What begins with a dash would be an option.
  if (ref === '' || ref.startsWith('-') || /[\0\n]/.test(ref)) throw wrong();
  try {
    const printed = await locally('look up a commit', () =>
      git.text(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]),
    );
    return printed.trim();
  } catch (error) {
    throw error instanceof UnavailableError ? wrong(error) : error;
  }
}

async function mergeBase(git: GitRunner, ref: string, head: string): Promise<string> {
  const other = await commitOf(git, ref);
  try {
    const printed = await locally('find the merge base', () => git.text(['merge-base', other, head]));
    return printed.trim();
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    throw new ConfigurationError(`${JSON.stringify(ref)} and HEAD have no commit in common in this clone`, {
      hint: 'fetch the complete history (actions/checkout: fetch-depth: 0)',
      cause: error,
    });
  }
}
