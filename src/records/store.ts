import pRetry from 'p-retry';
import type { Clock } from '../ports/clock.ts';
import type { RecordBranch, RecordCommit, RecordReader, RecordSnapshot, StoredFile } from '../ports/record-branch.ts';
import { UnavailableError } from '../support/errors.ts';
import { backoffMs, type Delays, type Jitter } from '../support/retry.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { commitOf, DRIFT_PATH, driftCommitOf, sharedCommit, unmarking } from './commits.ts';
import type { DriftRecord } from './drift.ts';
import { decodeDrift, decodeRecord, unreadableRecord, type Damaged } from './encode.ts';
import { markPath, readMarks, readMarksAgain, recordPath, type Marked } from './files.ts';
import { entitiesOvertaken } from './overtaken.ts';
import { markCommit } from './missing-marks.ts';
import { isTerminal } from './phase.ts';
import type { UnblockRecord } from './record.ts';

/** A tenant's records as one reading of its branch shows them. */
export interface RecordsView {
  readonly snapshot: RecordSnapshot;
  /** Names of settled requests and the blob each was settled with. Their records are not read. */
  readonly settled: ReadonlyMap<string, string>;
  /** Records without that mark, read whole. */
  readonly open: ReadonlyMap<string, StoredRecord>;
  /** Settled records that are looked after still, read whole because a run asked for them. */
  readonly watched: ReadonlyMap<string, StoredRecord>;
  /** Records that can't be read, and why. */
  readonly damaged: ReadonlyMap<string, string>;
  /** What is remembered of drift; undefined where nothing is yet. */
  readonly drift: DriftRecord | Damaged | undefined;
  /** Entities, by key, whose records others wrote after this run first read the branch: what it judged of them is old. */
  readonly overtaken: ReadonlySet<string>;
}

/** A record and what last wrote it. */
export interface StoredRecord {
  readonly record: UnblockRecord;
  /** The commit of the records branch. */
  readonly commit: string;
  readonly committedAt: Timestamp;
}

/**
 * One change of one record, given as a function of what the branch holds when it is written: after a lost race it is
 * asked again. Undefined means that nothing is to be written any more.
 */
export interface RecordUpdate {
  readonly name: string;
  /** `view` holds what the updates before this one in the same push write. */
  readonly next: (current: StoredRecord | undefined, view: RecordsView) => UnblockRecord | undefined;
  /** Nobody waits to hear of it: it shares one commit with the others like it, however many there are. */
  readonly quiet?: boolean;
}

/** What a run wants written: changes of records, and the drift as a function of what the branch remembers of it. */
export interface Changes {
  readonly updates: readonly RecordUpdate[];
  /** Blobs to mark settled records with that have no mark, by name. */
  readonly marks?: ReadonlyMap<string, string>;
  /** Undefined means that there is nothing to remember. */
  readonly drift?: (
    current: DriftRecord | undefined,
    view: RecordsView,
    writing: ReadonlyMap<string, UnblockRecord>,
  ) => DriftRecord | undefined;
}

/** Whether two readings hold the very same record, so that what was judged from one is true of the other. */
export function sameRecord(a: StoredRecord | undefined, b: StoredRecord | undefined): boolean {
  return a === b || JSON.stringify(a?.record) === JSON.stringify(b?.record);
}

/** What was written, by name, and the branch afterwards. */
export interface Written {
  readonly view: RecordsView;
  readonly records: ReadonlyMap<string, UnblockRecord>;
}

const REPEATED_PUSHES = 12;
const DELAYS: Delays = { firstMs: 75, longestMs: 2_000 };

/** Who writes, and how it waits for its turn. */
export interface RecordWriting {
  /** `<run id>/<attempt>`. */
  readonly run: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly jitter: Jitter;
}

/** Reads a tenant's records. What is settled costs its name: a mark holds the request's own blob. */
export async function loadRecords(branch: RecordReader, tenant: string): Promise<RecordsView> {
  return viewOf(branch, await branch.open(tenant), []);
}

/** The same view with these looked after: settled records are read for it, and what can't be read is left out. */
export async function watching(
  branch: RecordReader,
  view: RecordsView,
  names: readonly string[],
): Promise<RecordsView> {
  const settled = names.filter((name) => view.settled.has(name));
  const unmarked = [...view.open].filter(([name]) => names.includes(name));
  if (settled.length === 0) return { ...view, watched: new Map(unmarked) };
  return { ...view, watched: new Map([...unmarked, ...(await readRecords(branch, view.snapshot, settled))]) };
}

async function viewOf(
  branch: RecordReader,
  snapshot: RecordSnapshot,
  watched: readonly string[],
  before?: RecordsView,
): Promise<RecordsView> {
  const { settled, open: names } = before ? markedSince(before, snapshot) : readMarks(snapshot.files);
  const open = new Map<string, StoredRecord>();
  const damaged = new Map<string, string>();
  const files = await branch.readAll(snapshot, [...names.map(recordPath), DRIFT_PATH]);
  for (const name of names) {
    const stored = toRecord(files.get(recordPath(name)), snapshot.tenant, name);
    if ('damaged' in stored) damaged.set(name, stored.damaged);
    else open.set(name, stored);
  }
  const drift = driftIn(snapshot, files.get(DRIFT_PATH));
  const read = await readRecords(branch, snapshot, watched);
  return { snapshot, settled, open, watched: read, damaged, drift, overtaken: new Set() };
}

function markedSince({ snapshot, settled, open, damaged }: RecordsView, { files }: RecordSnapshot): Marked {
  return readMarksAgain(snapshot.files, { settled, open: [...open.keys(), ...damaged.keys()] }, files);
}

function driftIn({ tenant, files }: RecordSnapshot, file: StoredFile | undefined): DriftRecord | Damaged | undefined {
  if (!file) return files.has(DRIFT_PATH) ? { damaged: 'it is no plain file' } : undefined;
  const decoded = decodeDrift(file.bytes);
  if ('damaged' in decoded || decoded.tenant === tenant) return decoded;
  return { damaged: `it is about ${decoded.tenant}` };
}

/** Reads one record, settled or not; undefined where there is none. */
export async function readRecord(
  branch: RecordReader,
  snapshot: RecordSnapshot,
  name: string,
): Promise<StoredRecord | { readonly damaged: string } | undefined> {
  if (!snapshot.files.has(recordPath(name))) return undefined;
  return toRecord(await branch.read(snapshot, recordPath(name)), snapshot.tenant, name);
}

/** Reads records by name, settled or not, at the cost of one; those that can't be read are left out. */
export async function readRecords(
  branch: RecordReader,
  snapshot: RecordSnapshot,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const files = await branch.readAll(snapshot, names.map(recordPath));
  return new Map(
    names.flatMap((name): [string, StoredRecord][] => {
      const stored = toRecord(files.get(recordPath(name)), snapshot.tenant, name);
      return 'damaged' in stored ? [] : [[name, stored]];
    }),
  );
}

/** Of these settled records, those that can't be read or are not settled after all, by name, and why. */
export async function damagedSettled(
  branch: RecordReader,
  snapshot: RecordSnapshot,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const files = await branch.readAll(snapshot, names.map(recordPath));
  return new Map(
    names.flatMap((name): [string, string][] => {
      const stored = toRecord(files.get(recordPath(name)), snapshot.tenant, name);
      if ('damaged' in stored) return [[name, unreadableRecord(stored.damaged)]];
      const { phase } = stored.record;
      return isTerminal(phase) ? [] : [[name, `it is ${phase}, and ${markPath(name)} says that it is settled`]];
    }),
  );
}

/** Reads every record of a tenant, settled or not, by name. What can't be read is there too, as damaged. */
export async function readEveryRecord(
  branch: RecordReader,
  snapshot: RecordSnapshot,
): Promise<ReadonlyMap<string, StoredRecord | { readonly damaged: string }>> {
  const { settled, open } = readMarks(snapshot.files);
  const names = [...settled.keys(), ...open];
  const files = await branch.readAll(snapshot, names.map(recordPath));
  return new Map(names.map((name) => [name, toRecord(files.get(recordPath(name)), snapshot.tenant, name)]));
}

function toRecord(
  file: StoredFile | undefined,
  tenant: string,
  name: string,
): StoredRecord | { readonly damaged: string } {
  if (!file) return { damaged: 'it is no plain file of a sensible size' };
  const decoded = decodeRecord(file.bytes);
  if ('damaged' in decoded) return decoded;
  if (decoded.request.id !== `${tenant}/${name}`) return { damaged: `it is about ${decoded.request.id}` };
  return { record: decoded, commit: file.commit, committedAt: file.committedAt };
}

/**
 * Writes records as one commit each and the drift as one of its own, in one push, again and again until the push wins or
 * nothing is left to write. Throws UnavailableError after too many lost races.
 */
export async function writeRecords(
  branch: RecordBranch,
  view: RecordsView,
  changes: Changes,
  { run, clock, jitter }: RecordWriting,
): Promise<Written> {
  let current = view;
  return pRetry(
    async () => {
      const records = wanted(current, changes.updates);
      const commits = [
        ...recordCommits(current, changes.updates, records, run),
        ...markCommit(current, changes.marks, records, run),
        ...driftCommit(current, changes, records, run),
      ];
      if (commits.length === 0) return { view: current, records };
      const outcome = await branch.push(current.snapshot, commits);
      const lost = outcome.kind === 'lost';
      const now = await viewOf(branch, outcome.snapshot, [...view.watched.keys()], current);
      const overtaken = lost ? await entitiesOvertaken(branch, current, now, clock.now()) : [];
      current = { ...now, overtaken: new Set([...current.overtaken, ...overtaken]) };
      if (lost) throw new LostRace();
      return { view: current, records };
    },
    {
      retries: REPEATED_PUSHES,
      minTimeout: 0,
      async shouldRetry({ error, attemptNumber }) {
        if (!(error instanceof LostRace)) return false;
        await clock.sleep(backoffMs(attemptNumber, DELAYS, jitter));
        return true;
      },
    },
  ).catch((error: unknown) => {
    if (!(error instanceof LostRace)) throw error;
    throw new UnavailableError(`the records of ${view.snapshot.tenant} are written to by too many runs at once`);
  });
}

class LostRace extends Error {}

function wanted(view: RecordsView, updates: readonly RecordUpdate[]): Map<string, UnblockRecord> {
  const records = new Map<string, UnblockRecord>();
  const open = new Map(view.open);
  const soFar = { ...view, open };
  for (const { name, next } of updates) {
    if ((view.settled.has(name) && !view.watched.has(name)) || view.damaged.has(name)) continue;
    const current = knownAs(view, name);
    const record = next(current, soFar);
    if (record === undefined || record === current?.record) continue;
    records.set(name, record);
    if (current && open.has(name)) open.set(name, { ...current, record });
  }
  return records;
}

function knownAs({ open, watched }: RecordsView, name: string): StoredRecord | undefined {
  return open.get(name) ?? watched.get(name);
}

function recordCommits(
  view: RecordsView,
  updates: readonly RecordUpdate[],
  records: ReadonlyMap<string, UnblockRecord>,
  run: string,
): readonly RecordCommit[] {
  const quiet = new Set(updates.filter((one) => one.quiet === true && records.has(one.name)).map(({ name }) => name));
  const shares = (name: string): boolean => quiet.size > 1 && quiet.has(name);
  const shared = [...records].filter(([name]) => shares(name));
  return [
    ...(shared.length > 0 ? [sharedCommit(shared, run)] : []),
    ...[...records].flatMap(([name, record]) => {
      if (shares(name)) return [];
      const commit = commitOf(name, record, knownAs(view, name)?.record, run);
      const marked = !isTerminal(record.phase) && view.snapshot.files.has(markPath(name));
      return [marked ? unmarking(commit, name) : commit];
    }),
  ];
}

function driftCommit(
  view: RecordsView,
  { drift }: Changes,
  writing: ReadonlyMap<string, UnblockRecord>,
  run: string,
): readonly RecordCommit[] {
  const before = view.drift && 'damaged' in view.drift ? undefined : view.drift;
  const next = drift?.(before, view, writing);
  if (next === undefined || next === before) return [];
  return [driftCommitOf(next, run)];
}
