import type {
  CommitInfo,
  ControlRepository,
  Landing,
  PathLanding,
  TreeEntry,
} from '../../../src/ports/control-repository.ts';
import { NotFoundError } from '../../../src/support/errors.ts';
import { commitAt, landingOf, tipOf, type SimCommit } from '../world/control.ts';
import { stamp } from '../world/time.ts';
import type { Machine, World } from '../world/world.ts';
import { askLocally, askOutside, type Telling } from './call.ts';

/** The control repository as one process sees it. */
export function simulatedGit(world: World, machine: Machine): ControlRepository {
  const { control } = world;
  const here = async <T>(what: string, answer: () => T, tell?: Telling<T>): Promise<T> =>
    askLocally({ world, machine, what: `git.${what}` }, answer, tell);
  const outside = async <T>(what: string, answer: () => T, tell?: Telling<T>): Promise<T> =>
    askOutside({ world, machine, what: `git.${what}` }, answer, tell);
  const entryAt = (commit: string, path: string): TreeEntry | undefined => {
    const blob = commitAt(control, commit).tree.get(path);
    return blob === undefined ? undefined : { path, mode: '100644', blob };
  };
  const filesBelow = (commit: string, folder: string): readonly TreeEntry[] =>
    [...commitAt(control, commit).tree]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, blob]) => ({ path, mode: '100644', blob }))
      .toSorted((a, b) => a.path.localeCompare(b.path));
  const bytesOf = (blob: string): Uint8Array => {
    const bytes = control.blobs.get(blob);
    if (!bytes) throw new NotFoundError(`no blob ${blob}`);
    return bytes;
  };
  return {
    fetchTip: async () =>
      outside(
        'fetchTip',
        () => {
          const { id } = tipOf(control);
          machine.told.tips.push({ commit: id, sampledAtMs: world.scheduler.nowMs() });
          return { branch: 'main', commit: id };
        },
        ({ commit }) => commit.slice(0, 7),
      ),
    requestTree: async (commit) => here('requestTree', () => filesBelow(commit, 'unblock-requests')),
    filesBelow: async (commit, folder) => here(`filesBelow ${folder}`, () => filesBelow(commit, folder)),
    entryAt: async (commit, path) => here(`entryAt ${path}`, () => entryAt(commit, path)),
    blobSize: async (blob) => here('blobSize', () => bytesOf(blob).byteLength),
    readBlob: async (blob) => here('readBlob', () => bytesOf(blob)),
    landingCommit: async (tip, path) => here('landingCommit', () => landing(landingOf(control, tip, path))),
    landingCommits: async (tip, paths) =>
      here('landingCommits', () => {
        const found = paths.map((path) => [path, landing(landingOf(control, tip, path))] as const);
        return new Map(
          found.flatMap(([path, one]): [string, PathLanding][] => {
            if (!one) return [];
            const added = one.firstParent === undefined || entryAt(one.firstParent, path) === undefined;
            return [[path, { ...one, added }]];
          }),
        );
      }),
    firstParents: async (commit, count) =>
      here('firstParents', () => {
        const chain: SimCommit[] = [];
        for (let at: string | undefined = commit; at !== undefined && chain.length < count;) {
          const one: SimCommit = commitAt(control, at);
          chain.push(one);
          at = one.parents[0];
        }
        return chain.map(({ id, parents }) => ({ commit: id, parents }));
      }),
    fetchPullRequestHead: async (number) =>
      outside(`fetchPullRequestHead ${number}`, () => control.pulls[number - 1]?.commits.at(-1)),
    fetchCommit: async (commit) => here('fetchCommit', () => control.commits.has(commit)),
    commitInfo: async (commit) => here('commitInfo', () => infoOf(commitAt(control, commit))),
  };
}

function landing(commit: SimCommit | undefined): Landing | undefined {
  return commit && { commit: commit.id, firstParent: commit.parents[0], committedAt: stamp(commit.atMs) };
}

function infoOf({ id, parents, by, atMs, message }: SimCommit): CommitInfo {
  const signature = { name: by.account?.login ?? 'somebody', email: by.email, at: stamp(atMs) };
  return { commit: id, parents, author: signature, committer: signature, message };
}
