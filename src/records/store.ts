import pRetry from 'p-retry';
import type { RecordBranch, RecordCommit, RecordReader, RecordSnapshot, StoredFile } from '../ports/record-branch.ts';
import { UnavailableError } from '../support/errors.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { decodeRecord, encodeRecord } from './encode.ts';
import { isTerminal } from './phase.ts';
import type { UnblockRecord } from './record.ts';

/** A tenant's records as one reading of its branch shows them. */
export interface RecordsView {
  readonly snapshot: RecordSnapshot;
  /** Names of settled requests and the blob each was settled with. Their records are not read. */
  readonly settled: ReadonlyMap<string, string>;
  /** Records without that mark, read whole. */
  readonly open: ReadonlyMap<string, StoredRecord>;
  /** Records that can't be read, and why. */
  readonly damaged: ReadonlyMap<string, string>;
}

/** A record and when it was last written. */
export interface StoredRecord {
  readonly record: UnblockRecord;
  readonly committedAt: Timestamp;
}

/**
 * One change of one record, given as a function of what the branch holds when it is written: after a lost race it is
 * asked again. Undefined means that nothing is to be written any more.
 */
export interface RecordUpdate {
  readonly name: string;
  readonly next: (current: StoredRecord | undefined, view: RecordsView) => UnblockRecord | undefined;
}

/** What was written, by name, and the branch afterwards. */
export interface Written {
  readonly view: RecordsView;
  readonly records: ReadonlyMap<string, UnblockRecord>;
}

const RECORD = /^records\/([a-z0-9][a-z0-9-]{0,62})\.json$/u;
const SETTLED = /^settled\/([a-z0-9][a-z0-9-]{0,62})\.yaml$/u;
const PUSHES = 12;

/** Reads a tenant's records. What is settled costs nothing: `settled/<name>.yaml` marks it with the request's own blob. */
export async function loadRecords(branch: RecordReader, tenant: string): Promise<RecordsView> {
  return viewOf(branch, await branch.open(tenant));
}

async function viewOf(branch: RecordReader, snapshot: RecordSnapshot): Promise<RecordsView> {
  const settled = new Map(
    [...namesMatching(snapshot, SETTLED)].filter(([name]) => snapshot.files.has(recordPath(name))),
  );
  const open = new Map<string, StoredRecord>();
  const damaged = new Map<string, string>();
  const names = [...namesMatching(snapshot, RECORD)].map(([name]) => name).filter((name) => !settled.has(name));
  const files = await branch.readAll(snapshot, names.map(recordPath));
  for (const name of names) {
    const stored = toRecord(files.get(recordPath(name)), snapshot.tenant, name);
    if ('damaged' in stored) damaged.set(name, stored.damaged);
    else open.set(name, stored);
  }
  return { snapshot, settled, open, damaged };
}

function* namesMatching(snapshot: RecordSnapshot, pattern: RegExp): Generator<[string, string]> {
  for (const [path, blob] of snapshot.files) {
    const name = pattern.exec(path)?.[1];
    if (name !== undefined) yield [name, blob];
  }
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

/** Reads every record of a tenant, settled or not, by name. What can't be read is there too, as damaged. */
export async function readEveryRecord(
  branch: RecordReader,
  snapshot: RecordSnapshot,
): Promise<ReadonlyMap<string, StoredRecord | { readonly damaged: string }>> {
  const names = [...namesMatching(snapshot, RECORD)].map(([name]) => name);
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
  return { record: decoded, committedAt: file.committedAt };
}

/**
 * Writes updates as one commit each in one push, again and again until the push wins or nothing is left to write.
 * Throws UnavailableError after too many lost races.
 */
export async function writeRecords(
  branch: RecordBranch,
  view: RecordsView,
  updates: readonly RecordUpdate[],
  run: string,
): Promise<Written> {
  let current = view;
  return pRetry(
    async () => {
      const records = wanted(current, updates);
      if (records.size === 0) return { view: current, records };
      const commits = [...records].map(([name, record]) => commitOf(name, record, run));
      const outcome = await branch.push(current.snapshot, commits);
      current = await viewOf(branch, outcome.snapshot);
      if (outcome.kind === 'lost') throw new LostRace();
      return { view: current, records };
    },
    {
      retries: PUSHES,
      minTimeout: 50,
      maxTimeout: 2_000,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof LostRace,
    },
  ).catch((error: unknown) => {
    if (!(error instanceof LostRace)) throw error;
    throw new UnavailableError(`the records of ${view.snapshot.tenant} are written to by too many runs at once`);
  });
}

class LostRace extends Error {}

function wanted(view: RecordsView, updates: readonly RecordUpdate[]): Map<string, UnblockRecord> {
  const records = new Map<string, UnblockRecord>();
  for (const { name, next } of updates) {
    if (view.settled.has(name) || view.damaged.has(name)) continue;
    const current = view.open.get(name);
    const record = next(current, view);
    if (record !== undefined && record !== current?.record) records.set(name, record);
  }
  return records;
}

function commitOf(name: string, record: UnblockRecord, run: string): RecordCommit {
  const { id, entity, blob } = record.request;
  const files = [{ path: recordPath(name), bytes: encodeRecord(record) }];
  const mark = isTerminal(record.phase) ? [{ path: `settled/${name}.yaml`, blob }] : [];
  const who = 'mailbox' in entity ? entity.mailbox : `connector:${entity.connector}`;
  const restriction = record.restriction ? [`Restriction: ${record.restriction.fencedAt}`] : [];
  const trailers = [`Request: ${id}`, `Phase: ${record.phase}`, `Entity: ${who}`, ...restriction, `Run: ${run}`];
  return { message: `${record.phase} ${id}\n\n${trailers.join('\n')}\n`, files: [...files, ...mark] };
}

function recordPath(name: string): string {
  return `records/${name}.json`;
}
