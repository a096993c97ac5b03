import type { ControlRepository, Tip, TreeEntry } from '../../ports/control-repository.ts';
import type { Progress } from '../../ports/progress.ts';
import { ConfigurationError, InternalError, NotFoundError } from '../../support/errors.ts';
import { remembered } from '../../support/remembered.ts';
import { readCommits } from './commits.ts';
import { firstParents, landingCommit, landingCommits } from './history.ts';
import { entryAt, isFolder, listTree, objectHeaders, objectId } from './objects.ts';
import { createBlobReader } from './blob-reader.ts';
import type { OriginRemote } from './origin.ts';
import type { GitRunner } from './run-git.ts';

const REQUESTS = 'unblock-requests';
/** What a branch may be called and still be one half of a refspec. */
const BRANCH_REF = /^refs\/heads\/([^\s:*?[\\^~]+)$/;

/** The control repository, read from origin through the scratch repository. */
export function createControlRepository(origin: OriginRemote, progress: Progress): ControlRepository {
  const { git } = origin;
  return {
    fetchTip: async () => fetchTip(origin, progress),
    requestTree: async (commit) => filesBelow(git, commit, REQUESTS),
    filesBelow: async (commit, folder) => filesBelow(git, commit, folder),
    entryAt: (commit, path) => entryAt(git, commit, path),
    ...createBlobReader(git),
    landingCommit: (tip, path) => landingCommit(git, tip, path),
    landingCommits: (tip, paths) => landingCommits(git, tip, paths),
    firstParents: (commit, count) => firstParents(git, commit, count),
    // Many requests can come by one pull request, and many commits are looked at for one request.
    fetchPullRequestHead: remembered(
      async (number: number) => fetchPullRequestHead(origin, number),
      (head) => head !== undefined,
    ),
    fetchCommit: remembered(
      async (commit: string) => fetchCommit(origin, commit),
      (isHere) => isHere,
    ),
    commitInfo: async (commit) => {
      const info = (await readCommits(git, [commit])).get(commit);
      if (info === undefined) throw new NotFoundError(`commit ${commit} is not in this repository`);
      return info;
    },
  };
}

async function filesBelow(git: GitRunner, commit: string, folder: string): Promise<readonly TreeEntry[]> {
  const entries = await listTree(git, commit, folder);
  return entries.filter((entry) => !isFolder(entry) && entry.path.startsWith(`${folder}/`));
}

async function fetchTip(origin: OriginRemote, progress: Progress): Promise<Tip> {
  progress.step('fetching the default branch of origin');
  const heads = (await origin.list(['HEAD'])).filter(({ name }) => name === 'HEAD');
  if (heads.length === 0) {
    throw new ConfigurationError('origin has no commit on its default branch', {
      hint: 'push a first commit, or correct the default branch in the settings of the repository',
    });
  }
  const ref = heads.find(({ target }) => target.startsWith('refs/'))?.target;
  const [, branch] = BRANCH_REF.exec(ref ?? '') ?? [];
  if (ref === undefined || branch === undefined) {
    throw new ConfigurationError('the HEAD of origin is no branch, so nothing there is reviewed', {
      hint: 'let HEAD of origin point to the default branch',
    });
  }
  const commit = await origin.fetch(ref, 'refs/reinstate/tip');
  if (commit === undefined) {
    throw new ConfigurationError(`origin has no branch ${branch}, though its HEAD names it`, {
      hint: `push the branch ${branch}, or choose another default branch in the settings of the repository`,
    });
  }
  return { branch, commit };
}

async function fetchPullRequestHead(origin: OriginRemote, number: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(number) || number < 1) throw new InternalError(`not a pull request number: ${number}`);
  return origin.fetch(`refs/pull/${number}/head`, `refs/reinstate/pull/${number}`);
}

async function fetchCommit(origin: OriginRemote, commit: string): Promise<boolean> {
  const kind = async (): Promise<string | undefined> => (await objectHeaders(origin.git, [objectId(commit)]))[0]?.type;
  const here = await kind();
  if (here !== undefined) return here === 'commit';
  await origin.fetch(commit, 'refs/reinstate/commit');
  return (await kind()) === 'commit';
}
