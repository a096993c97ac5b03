import type { RecordCommit } from '../ports/record-branch.ts';
import type { DriftRecord } from './drift.ts';
import { entityKey } from '../request/entity.ts';
import { encodeDrift, encodeRecord } from './encode.ts';
import { markPath, recordPath } from './files.ts';
import { isTerminal } from './phase.ts';
import { changedConditions, type UnblockRecord } from './record.ts';

/** Where the drift of a tenant is remembered. */
export const DRIFT_PATH = 'drift.json';

/** The commit of one record, with trailers that tell it to whoever reads the log. */
export function commitOf(
  name: string,
  record: UnblockRecord,
  before: UnblockRecord | undefined,
  run: string,
): RecordCommit {
  const { id } = record.request;
  const restriction = record.restriction ? [`Restriction: ${record.restriction.fencedAt}`] : [];
  const added = before && isTerminal(before.phase) ? changedConditions(before, record) : [];
  const adds = added.length > 0 ? [`Adds: ${added.join(', ')}`] : [];
  const title = added.length > 0 ? added.join(', ') : record.phase;
  const attempt = record.attempts.slice(-1).flatMap((one) => [`Attempt: ${one.result}`, `Lease: ${one.leaseMs}`]);
  const trailers = [...about(record), ...restriction, ...attempt, ...adds, `Run: ${run}`];
  return { message: `${title} ${id}\n\n${trailers.join('\n')}\n`, files: filesOf(name, record) };
}

/** The same commit without the mark of a record that was settled before somebody took it away: the new one is not. */
export function unmarking(commit: RecordCommit, name: string): RecordCommit {
  return { ...commit, files: [...commit.files, { path: markPath(name), gone: true }] };
}

/** One commit for many records: what it says of each begins with its `Request`, and of all with what stands before. */
export function sharedCommit(records: readonly (readonly [string, UnblockRecord])[], run: string): RecordCommit {
  const phases = [...new Set(records.map(([, { phase }]) => phase))].join(', ');
  const common = [`Requests: ${records.length}`, `Run: ${run}`];
  const trailers = [...common, ...records.flatMap(([, record]) => about(record))];
  return {
    message: `${phases}: ${records.length} requests\n\n${trailers.join('\n')}\n`,
    files: records.flatMap(([name, record]) => filesOf(name, record)),
  };
}

function about({ request: { id, entity }, phase }: UnblockRecord): readonly string[] {
  return [`Request: ${id}`, `Phase: ${phase}`, `Entity: ${entityKey(entity)}`];
}

/** The commit of the drift. */
export function driftCommitOf(next: DriftRecord, run: string): RecordCommit {
  const count = next.drift.length;
  const title = count === 0 ? `No drift in ${next.tenant}` : `Drift in ${next.tenant}: ${count}`;
  const message = `${title}\n\nDrift: ${count}\nRun: ${run}\n`;
  return { message, files: [{ path: DRIFT_PATH, bytes: encodeDrift(next) }] };
}

function filesOf(name: string, record: UnblockRecord): RecordCommit['files'] {
  const files = [{ path: recordPath(name), bytes: encodeRecord(record) }];
  return isTerminal(record.phase) ? [...files, { path: markPath(name), blob: record.request.blob }] : files;
}
