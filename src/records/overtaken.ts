import type { RecordReader, RecordSnapshot } from '../ports/record-branch.ts';
import { entityKey } from '../request/entity.ts';
import { plus, type Timestamp } from '../support/timestamp.ts';
import { recordPath } from './files.ts';
import type { UnblockRecord } from './record.ts';

/** One reading of a branch, with its open records. */
interface Reading {
  readonly snapshot: RecordSnapshot;
  readonly open: ReadonlyMap<string, { readonly record: UnblockRecord }>;
}

/** Longer than any run lasts, and than clocks differ. */
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Entities, by key, that others wrote about between two readings of a branch: those that the new commits name, as a record
 * may be gone again and its commit is not; and those that changed records were about before, as a file may ask for another
 * entity than it was claimed for.
 */
export async function entitiesOvertaken(
  branch: RecordReader,
  before: Reading,
  after: Reading,
  now: Timestamp,
): Promise<readonly string[]> {
  return [...(await entitiesNamed(branch, before.snapshot, after.snapshot, now)), ...entitiesChanged(before, after)];
}

async function entitiesNamed(
  branch: RecordReader,
  before: RecordSnapshot,
  after: RecordSnapshot,
  now: Timestamp,
): Promise<readonly string[]> {
  const since = plus(now, -DAY_MS);
  const known = new Set((await branch.log(before, since)).map(({ commit }) => commit));
  const news = (await branch.log(after, since)).filter(({ commit }) => !known.has(commit));
  return news.flatMap(({ trailers }) => trailers['Entity'] ?? []);
}

function entitiesChanged({ open, snapshot: before }: Reading, { snapshot: after }: Reading): readonly string[] {
  return [...open]
    .filter(([name]) => before.files.get(recordPath(name)) !== after.files.get(recordPath(name)))
    .map(([, { record }]) => entityKey(record.request.entity));
}
