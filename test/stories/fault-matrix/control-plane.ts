import { createHash } from 'node:crypto';
import type { ControlRepository, Landing } from '../../../src/ports/control-repository.ts';
import type { Account, GitHubReader } from '../../../src/ports/github.ts';
import type { RecordBranch, RecordCommit, RecordSnapshot, StoredFile } from '../../../src/ports/record-branch.ts';
import { toTimestamp, type Timestamp } from '../../../src/support/timestamp.ts';

/**
 * Git and GitHub in memory, where neither is what a matrix is about: files that one approved pull request brought, and
 * records branches. Everything else of a run is real.
 */
export interface ControlPlane {
  readonly git: ControlRepository;
  readonly github: GitHubReader;
  readonly records: RecordBranch;
}

const PARENT = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const TIP = 'c'.repeat(40);
const AUTHOR: Account = { id: 1, login: 'octocat', type: 'User' };
const REVIEWER: Account = { id: 2, login: 'monalisa', type: 'User' };

/** The policy was there before; the request files came by pull request #1, reviewed and merged just now. */
export function controlPlane(policy: string, requests: Readonly<Record<string, string>>): ControlPlane {
  const before = new Map([['.github/reinstate.yml', policy]]);
  const after = new Map([...before, ...Object.entries(requests)]);
  const trees = new Map([
    [PARENT, before],
    [HEAD, after],
    [TIP, after],
  ]);
  const mergedAt = toTimestamp(new Date());
  return { git: git(trees, mergedAt), github: github(Object.keys(requests), mergedAt), records: recordsIn() };
}

function blobOf(content: string | Uint8Array): string {
  return createHash('sha1').update(content).digest('hex');
}

type Trees = ReadonlyMap<string, ReadonlyMap<string, string>>;

function git(trees: Trees, mergedAt: Timestamp): ControlRepository {
  const blobs = new Map([...trees.values()].flatMap((tree) => [...tree.values()].map((text) => [blobOf(text), text])));
  const entryAt = (commit: string, path: string) => {
    const text = trees.get(commit)?.get(path);
    return text === undefined ? undefined : { path, mode: '100644', blob: blobOf(text) };
  };
  const landing: Landing = { commit: TIP, firstParent: PARENT, committedAt: mergedAt };
  const bytes = (blob: string) => Buffer.from(blobs.get(blob) ?? '');
  const filesBelow = async (commit: string, folder: string) =>
    Promise.resolve(
      [...(trees.get(commit) ?? [])].flatMap(([path]) =>
        path.startsWith(`${folder}/`) ? (entryAt(commit, path) ?? []) : [],
      ),
    );
  const signature = { name: AUTHOR.login, email: 'octocat@contoso.com', at: mergedAt };
  return {
    fetchTip: async () => Promise.resolve({ branch: 'main', commit: TIP }),
    requestTree: async (commit) => filesBelow(commit, 'unblock-requests'),
    filesBelow,
    entryAt: async (commit, path) => Promise.resolve(entryAt(commit, path)),
    blobSize: async (blob) => Promise.resolve(bytes(blob).length),
    readBlob: async (blob) => Promise.resolve(bytes(blob)),
    landingCommit: async () => Promise.resolve(landing),
    landingCommits: async (_, paths) =>
      Promise.resolve(new Map(paths.map((path) => [path, { ...landing, added: true }]))),
    firstParents: async (commit) => Promise.resolve([{ commit, parents: [PARENT] }]),
    fetchPullRequestHead: async () => Promise.resolve(HEAD),
    fetchCommit: async (commit) => Promise.resolve(trees.has(commit)),
    commitInfo: async (commit) =>
      Promise.resolve({ commit, parents: [PARENT], author: signature, committer: signature, message: 'Ask' }),
  };
}

function github(paths: readonly string[], mergedAt: Timestamp): GitHubReader {
  const commit = { author: AUTHOR, authorEmail: '', committer: AUTHOR, committerEmail: '', message: 'Ask' };
  return {
    repository: async () => Promise.resolve({ id: 1, defaultBranch: 'main', private: true }),
    pullRequestsOfCommit: async () => Promise.resolve([{ number: 1, baseRepositoryId: 1 }]),
    pullRequest: async (number) =>
      Promise.resolve({
        number,
        author: AUTHOR,
        merged: true,
        mergedAt,
        mergeCommit: TIP,
        baseBranch: 'main',
        baseRepositoryId: 1,
        headBranch: 'ask',
        headRepositoryId: 1,
        headCommit: HEAD,
        changedFiles: paths.length,
        commits: 1,
      }),
    pullRequestFiles: async () => Promise.resolve(paths.map((path) => ({ path, status: 'added' }))),
    pullRequestCommits: async () => Promise.resolve([{ commit: HEAD, parents: [PARENT], ...commit }]),
    reviews: async () =>
      Promise.resolve([{ id: 1, user: REVIEWER, state: 'APPROVED', commit: HEAD, submittedAt: mergedAt }]),
    baseChanges: async () => Promise.resolve([]),
    permission: async (login) => Promise.resolve({ role: 'maintain', accountId: login === AUTHOR.login ? 1 : 2 }),
    teamMembership: async () => Promise.resolve('none'),
    account: async (login) => Promise.resolve(login === AUTHOR.login ? AUTHOR : REVIEWER),
    pushes: async () => Promise.resolve([]),
    blobAt: async () => Promise.resolve(undefined),
    runAttempt: async () => Promise.resolve('ended'),
  };
}

type KeptFile = StoredFile & { readonly blob: string };

/** One commit of a records branch with everything that is in it. */
export interface Stand {
  readonly commit: string;
  readonly files: ReadonlyMap<string, KeptFile>;
  readonly committedAt: Timestamp;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Records branches by tenant, each with its commits from the first on. */
export type Branches = Map<string, Stand[]>;

/** Records branches in memory. What is given is built on, and not copied. */
export function recordsIn(branches: Branches = new Map()): RecordBranch {
  const standsOf = (tenant: string): Stand[] => branches.get(tenant) ?? [];
  const snapshotOf = (tenant: string): RecordSnapshot => {
    const stand = standsOf(tenant).at(-1);
    const files = [...(stand?.files ?? [])].map(([path, { blob }]) => [path, blob] as const);
    return { tenant, head: stand?.commit ?? null, files: new Map(files) };
  };
  const filesOf = ({ tenant, head }: RecordSnapshot) =>
    standsOf(tenant).find(({ commit }) => commit === head)?.files ?? new Map<string, KeptFile>();
  return {
    tenants: async () => Promise.resolve([...branches.keys()]),
    open: async (tenant) => Promise.resolve(snapshotOf(tenant)),
    read: async (snapshot, path) => Promise.resolve(filesOf(snapshot).get(path)),
    readAll: async (snapshot, paths) => {
      const files = filesOf(snapshot);
      return Promise.resolve(new Map(paths.flatMap((path) => pairOf(path, files.get(path)))));
    },
    log: async ({ tenant }, since) => {
      const stands = standsOf(tenant).filter(({ committedAt }) => committedAt >= since);
      return Promise.resolve(stands.toReversed());
    },
    push: async (snapshot, commits) => {
      if (snapshotOf(snapshot.tenant).head !== snapshot.head) {
        return Promise.resolve({ kind: 'lost', snapshot: snapshotOf(snapshot.tenant) });
      }
      const stands = standsOf(snapshot.tenant);
      for (const commit of commits) stands.push(standAfter(stands.at(-1), commit, stands.length));
      branches.set(snapshot.tenant, stands);
      return Promise.resolve({ kind: 'pushed', snapshot: snapshotOf(snapshot.tenant) });
    },
  };
}

function pairOf(path: string, file: StoredFile | undefined): readonly (readonly [string, StoredFile])[] {
  return file ? [[path, file]] : [];
}

function standAfter(stand: Stand | undefined, { message, files }: RecordCommit, number: number): Stand {
  const commit = number.toString(16).padStart(40, '0');
  const committedAt = toTimestamp(new Date());
  const changed = files.flatMap((file): readonly (readonly [string, KeptFile])[] => {
    if ('gone' in file) return [];
    const bytes = 'bytes' in file ? file.bytes : new Uint8Array();
    return [[file.path, { bytes, blob: 'blob' in file ? file.blob : blobOf(bytes), commit, committedAt }]];
  });
  const trailers = Object.fromEntries(
    [...message.matchAll(/^([\w-]+): (.+)$/gmu)].map(([, key, value]) => [key, value]),
  );
  const gone = new Set(files.flatMap((file) => ('gone' in file ? [file.path] : [])));
  const kept = [...(stand?.files ?? []), ...changed].filter(([path]) => !gone.has(path));
  return { commit, committedAt, trailers, files: new Map(kept) };
}
