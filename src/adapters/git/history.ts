import type { CommitParents, Landing, PathLanding } from '../../ports/control-repository.ts';
import { asLanding, readCommits } from './commits.ts';
import { locally } from './git-errors.ts';
import { isTreePath, objectId } from './objects.ts';
import type { GitRunner } from './run-git.ts';

/** git compares every path of a tree with every pathspec, so more paths than this are looked for by their folders. */
const MOST_PATHSPECS = 16;
/**
 * How far back one step of a walk goes at first. What is looked for usually landed lately, and to compare the trees of a
 * folder with a hundred thousand files takes ten milliseconds for each commit.
 */
const FIRST_STRETCH = 2;
const LONGEST_STRETCH = 8_192;

/** First-parent ancestors of a commit, itself first, at most `count`. */
export async function firstParents(git: GitRunner, commit: string, count: number): Promise<readonly CommitParents[]> {
  const ids = await revisions(git, [`--max-count=${Math.max(0, Math.trunc(count))}`, objectId(commit)]);
  const commits = await readCommits(git, ids);
  return ids.flatMap((id) => {
    const info = commits.get(id);
    return info === undefined ? [] : [{ commit: id, parents: info.parents }];
  });
}

/** The last first-parent commit of `tip` that changed the path; undefined where none ever did. */
export async function landingCommit(git: GitRunner, tip: string, path: string): Promise<Landing | undefined> {
  if (!isTreePath(path)) return undefined;
  const [id] = await revisions(git, ['--max-count=1', objectId(tip), '--', path]);
  if (id === undefined) return undefined;
  const info = (await readCommits(git, [id])).get(id);
  return info === undefined ? undefined : asLanding(info);
}

/**
 * The landing commits of many paths, found in one walk that ends with the oldest of them; a path that no commit ever
 * changed is left out.
 */
export async function landingCommits(
  git: GitRunner,
  tip: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, PathLanding>> {
  const missing = new Set(paths.filter(isTreePath));
  const found = new Map<string, ChangedPath>();
  let from: string | undefined = objectId(tip);
  for (let stretch = FIRST_STRETCH; from !== undefined && missing.size > 0; stretch *= 2) {
    const pairs: readonly Pair[] = await walk(git, from, Math.min(stretch, LONGEST_STRETCH));
    for (const change of await changedPaths(git, pairs, pathspecFor([...missing]))) {
      for (const changed of withFolders(change.path)) {
        if (missing.delete(changed)) found.set(changed, change);
      }
    }
    from = pairs.at(-1)?.parent;
  }
  const commits = await readCommits(
    git,
    [...found.values()].map(({ commit }) => commit),
  );
  return new Map(
    [...found].flatMap(([path, change]): [string, PathLanding][] => {
      const info = commits.get(change.commit);
      return info === undefined ? [] : [[path, { ...asLanding(info), added: change.added && change.path === path }]];
    }),
  );
}

/** A commit and its first parent, which a root commit has not. */
interface Pair {
  readonly commit: string;
  readonly parent: string | undefined;
}

async function walk(git: GitRunner, from: string, count: number): Promise<readonly Pair[]> {
  const lines = await revisions(git, ['--parents', `--max-count=${count}`, from]);
  return lines.map((line) => {
    const [commit = '', parent] = line.split(' ');
    return { commit, parent };
  });
}

/** Lines of `git rev-list --first-parent`: plumbing, which no configuration can change. */
async function revisions(git: GitRunner, args: readonly string[]): Promise<readonly string[]> {
  const printed = await locally('walk the history', () => git.text(['rev-list', '--first-parent', ...args]));
  return printed.split('\n').filter((line) => line !== '');
}

function pathspecFor(paths: readonly string[]): readonly string[] {
  if (paths.length <= MOST_PATHSPECS) return paths;
  const folders = new Set(paths.map((path) => withFolders(path)[1] ?? path));
  return folders.size <= MOST_PATHSPECS ? [...folders] : [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
}

/** A file that a commit changed, and whether nothing was there before. */
export interface ChangedPath {
  readonly commit: string;
  readonly path: string;
  readonly added: boolean;
}

/** The paths each commit changed against the parent beside it, newest commit first. */
export async function changedPaths(
  git: GitRunner,
  pairs: readonly Pair[],
  pathspec: readonly string[],
): Promise<readonly ChangedPath[]> {
  if (pairs.length === 0) return [];
  const args = ['diff-tree', '--stdin', '--root', '-r', '-z', '--raw', '--no-renames', '--', ...pathspec];
  const lines = pairs.map(({ commit, parent }) => (parent === undefined ? `${commit}\n` : `${commit} ${parent}\n`));
  const printed = await locally('compare commits', () => git.text(args, Buffer.from(lines.join(''))));
  const fields = printed.split('\0');
  const found: ChangedPath[] = [];
  let commit = '';
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    if (field.startsWith(':')) {
      // A raw line is followed by its path, whatever that looks like.
      index += 1;
      found.push({ commit, path: fields[index] ?? '', added: field.endsWith(' A') });
    } else if (field !== '') {
      commit = field;
    }
  }
  return found;
}

/** A path and every folder it lies in: what changes below a path changes the path. */
function withFolders(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, segments.length - index).join('/'));
}
