import type { Clock } from '../../ports/clock.ts';
import type { CommitInfo } from '../../ports/control-repository.ts';
import type {
  LoggedCommit,
  PushOutcome,
  RecordBranch,
  RecordCommit,
  RecordSnapshot,
  StoredFile,
} from '../../ports/record-branch.ts';
import { InternalError } from '../../support/errors.ts';
import { toEpochMs, toTimestamp, type Timestamp } from '../../support/timestamp.ts';
import { commitTime, readCommits } from './commits.ts';
import { locally } from './git-errors.ts';
import { changedPaths, landingCommits } from './history.ts';
import { LONGEST_BLOB, objectHeaders, objectId, readObjects } from './objects.ts';
import type { OriginRemote } from './origin.ts';
import { importStream, madeByRun, withBlobsHere } from './record-commits.ts';
import { withFolder } from './record-folder.ts';
import { deliver } from './record-push.ts';
import { listSnapshot, snapshotFrom } from './record-snapshot.ts';
import type { GitRunner } from './run-git.ts';
import { trailersByRequest, trailersOf, type Trailers } from './trailers.ts';

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The records branches of origin, worked on in the scratch repository. */
export function createRecordBranch(origin: OriginRemote, clock: Clock): RecordBranch {
  const { git } = origin;
  const lastWritten: LastWritten = new WeakMap();
  const open = async (tenant: string): Promise<RecordSnapshot> => openBranch(origin, tenant);
  return {
    tenants: async () => tenantsWithRecords(origin),
    open,
    read: async (snapshot, path) => (await readFiles(git, snapshot, [path], lastWritten)).get(path),
    readAll: async (snapshot, paths) => readFiles(git, snapshot, paths, lastWritten),
    log: async (snapshot, since) => readLog(git, snapshot, since),
    push: async (snapshot, commits) => {
      if (commits.length === 0) return { kind: 'pushed', snapshot };
      return push({ origin, clock, lastWritten }, snapshot, commits);
    },
  };
}

/** Which commit last wrote a file of a snapshot, as far as it was found or written here: nobody has to look for it again. */
type LastWritten = WeakMap<RecordSnapshot, ReadonlyMap<string, Pick<StoredFile, 'commit' | 'committedAt'>>>;

const BRANCHES = 'refs/heads/reinstate/records/';

async function tenantsWithRecords(origin: OriginRemote): Promise<readonly string[]> {
  const refs = await origin.list([`${BRANCHES}*`]);
  return refs
    .map(({ name }) => name.slice(BRANCHES.length))
    .filter((name) => TENANT.test(name))
    .toSorted();
}

/** A reading from before spares listing everything again. */
async function openBranch(origin: OriginRemote, tenant: string, known?: RecordSnapshot): Promise<RecordSnapshot> {
  if (!TENANT.test(tenant)) throw new InternalError(`not a tenant's name: ${JSON.stringify(tenant)}`);
  const name = `records/${tenant}`;
  const head = await origin.fetch(`refs/heads/reinstate/${name}`, `refs/reinstate/${name}`);
  if (head === undefined) return { tenant, head: null, files: new Map() };
  return known ? snapshotFrom(origin.git, known, head) : listSnapshot(origin.git, tenant, head);
}

async function readFiles(
  git: GitRunner,
  snapshot: RecordSnapshot,
  paths: readonly string[],
  lastWritten: LastWritten,
): Promise<ReadonlyMap<string, StoredFile>> {
  const { head, files } = snapshot;
  const known = lastWritten.get(snapshot) ?? new Map<string, never>();
  const present = [...new Set(paths)].flatMap((path) => {
    const blob = files.get(path);
    return blob === undefined ? [] : [{ path, blob }];
  });
  if (head === null || present.length === 0) return new Map();
  const headers = await objectHeaders(
    git,
    present.map(({ blob }) => blob),
  );
  const readable = present.filter((_, index) => {
    const header = headers[index];
    return header?.type === 'blob' && header.size <= LONGEST_BLOB;
  });
  const [objects, landings] = await Promise.all([
    readObjects(
      git,
      readable.map(({ blob }) => blob),
    ),
    landingCommits(
      git,
      head,
      present.map(({ path }) => path).filter((path) => !known.has(path)),
    ),
  ]);
  const written = new Map([...known, ...landings]);
  lastWritten.set(snapshot, written);
  return new Map(
    present.flatMap(({ path, blob }): [string, StoredFile][] => {
      const landing = written.get(path);
      if (landing === undefined) return [];
      const { commit, committedAt } = landing;
      return [[path, { bytes: objects.get(blob) ?? new Uint8Array(), commit, committedAt }]];
    }),
  );
}

async function readLog(git: GitRunner, { head }: RecordSnapshot, since: Timestamp): Promise<readonly LoggedCommit[]> {
  if (head === null) return [];
  // Every commit's time is looked at: git's own --since stops at the first old one, clocks differ, and whoever could end
  // this walk with commits of old dates could make the cap forget what lies behind them.
  const printed = await locally('walk the records', () => git.text(['rev-list', '--timestamp', objectId(head)]));
  const recent = idsSince(printed, toEpochMs(since) / 1_000);
  const commits = await readCommits(git, recent);
  const told = new Map([...commits].map(([id, { message }]) => [id, trailersByRequest(message)]));
  const changed = await changedByOthers(git, commits, told);
  return recent.flatMap((id): LoggedCommit[] => {
    const info = commits.get(id);
    if (info === undefined) return [];
    const others = changed.get(id);
    const each = others ? [trailersOf(info.message)] : (told.get(id) ?? []);
    return each.map((trailers) => {
      // Only what trailers tell has a time that matters: whoever writes a commit by hand may give it any.
      const dated = others === undefined || Object.keys(trailers).length > 0;
      const committedAt = dated ? commitTime(id, info.committer.at) : (info.committer.at ?? since);
      return { commit: id, committedAt, trailers, ...(others ? { changed: others } : {}) };
    });
  });
}

/** Of `<seconds> <id>` lines, the ids that are not older; there may be a line for every commit of many years. */
function idsSince(printed: string, seconds: number): readonly string[] {
  const ids: string[] = [];
  for (let from = 0, end = printed.indexOf('\n'); end !== -1; from = end + 1, end = printed.indexOf('\n', from)) {
    const space = printed.indexOf(' ', from);
    if (Number(printed.slice(from, space)) >= seconds) ids.push(printed.slice(space + 1, end));
  }
  return ids;
}

/** What each commit changed that no run made: few, so that nothing grows with what runs have done. */
async function changedByOthers(
  git: GitRunner,
  commits: ReadonlyMap<string, CommitInfo>,
  told: ReadonlyMap<string, readonly Trailers[]>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const others = [...commits.values()].filter((info) => !madeByRun(info, told.get(info.commit) ?? []));
  const pairs = others.map(({ commit, parents: [parent] }) => ({ commit, parent }));
  const paths = Map.groupBy(await changedPaths(git, pairs, ['records', 'settled']), ({ commit }) => commit);
  return new Map(others.map(({ commit }) => [commit, (paths.get(commit) ?? []).map(({ path }) => path)]));
}

interface Pushing {
  readonly origin: OriginRemote;
  readonly clock: Clock;
  readonly lastWritten: LastWritten;
}

async function push(
  { origin, clock, lastWritten }: Pushing,
  snapshot: RecordSnapshot,
  commits: readonly RecordCommit[],
): Promise<PushOutcome> {
  const { tenant, head: parent } = snapshot;
  const nonce = crypto.randomUUID();
  const ref = `refs/reinstate/pending/${nonce}`;
  const epochSeconds = Math.floor(toEpochMs(clock.now()) / 1_000);
  const imported = await withFolder(origin.git, parent, await withBlobsHere(origin.git, commits));
  const stream = importStream(imported, { parent, ref, epochSeconds, nonce });
  const printed = await locally('write the records', () => origin.git.text(['fast-import', '--quiet'], stream));
  const ids = printed.trim().split('\n').map(objectId);
  const commit = objectId(ids.at(-1) ?? '');
  const outcome = await deliver(origin, {
    snapshot,
    commit,
    reopen: () => openBranch(origin, tenant, snapshot),
  });
  if (outcome) return outcome;
  const pushed = await snapshotFrom(origin.git, snapshot, commit);
  const committedAt = toTimestamp(epochSeconds * 1_000);
  const fresh = commits.flatMap(({ files }, index) =>
    files.map(({ path }) => [path, { commit: ids[index] ?? commit, committedAt }] as const),
  );
  lastWritten.set(pushed, new Map([...(lastWritten.get(snapshot) ?? []), ...fresh]));
  return { kind: 'pushed', snapshot: pushed };
}
