import type { TreeEntry } from '../ports/control-repository.ts';
import type { Drift } from '../records/drift.ts';
import { unreadableRecord } from '../records/encode.ts';
import { damagedSettled, type RecordsView } from '../records/store.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { claimsAhead } from './claims-ahead.ts';
import type { TenantReading } from './types.ts';

/**
 * Files whose settled request has other bytes now. One that was gone in between is an id used again, any other an edit;
 * neither leads to anything.
 */
export async function changedAfterSettlement(
  changed: readonly TreeEntry[],
  nameOf: (entry: TreeEntry) => string,
  run: TenantReading,
): Promise<readonly Drift[]> {
  if (changed.length === 0) return [];
  const { git } = run.ports;
  const landings = await git.landingCommits(
    run.tip.commit,
    changed.map(({ path }) => path),
  );
  return changed.map((entry) => {
    const landing = landings.get(entry.path);
    const kind = landing?.added === true ? 'IdReused' : 'EditedAfterSettlement';
    return aboutFile(kind, nameOf(entry), CHANGED[kind], landing?.committedAt ?? null, run);
  });
}

const CHANGED = {
  IdReused: 'an id is used once, and this one was settled: name the file anew',
  EditedAfterSettlement: 'the file was edited after the request was settled; open a new request instead',
};

/** Why a record can't be believed, and since when that is known, where it matters. */
export interface Damage {
  readonly message: string;
  readonly since: Timestamp | null;
}

/** Records that can't be believed: those that can't be read, and claims from the future, which would hold for ever (rule 4). */
export function damagedRecords(view: RecordsView, run: TenantReading): ReadonlyMap<string, Damage> {
  const unread = [...view.damaged].map(
    ([name, reason]) => [name, { message: unreadableRecord(reason), since: null }] as const,
  );
  return new Map<string, Damage>([...unread, ...claimsAhead(view, run.policy.tenant, run.ports.clock.now())]);
}

/**
 * Settled records that can't be read, or are none. They are not read in every run, but where others than runs changed them
 * lately, and where they could not be read before: what was found stays until it is mended.
 */
export async function damagedAfterSettlement(
  touched: readonly string[],
  { snapshot, settled, drift }: RecordsView,
  run: TenantReading,
): Promise<readonly Drift[]> {
  const told = drift === undefined || 'damaged' in drift ? [] : drift.drift;
  const before = told.flatMap(({ kind, id }) => (kind === 'RecordDamaged' ? (id?.split('/').slice(1) ?? []) : []));
  const names = [...new Set([...touched, ...before])].filter((name) => settled.has(name));
  const damaged = await damagedSettled(run.ports.records, snapshot, names);
  return [...damaged].map(([name, message]) => damage(name, { message, since: null }, run));
}

function damage(name: string, { message, since }: Damage, run: TenantReading): Drift {
  return aboutFile('RecordDamaged', name, message, since, run);
}

/** Damaged records as drift, and the drift record itself where that can't be read. */
export function damageAsDrift(
  damaged: ReadonlyMap<string, Damage>,
  { drift }: RecordsView,
  run: TenantReading,
): readonly Drift[] {
  const records = [...damaged].map(([name, one]) => damage(name, one, run));
  if (drift === undefined || !('damaged' in drift)) return records;
  const message = `drift.json can't be read, and what it remembered is lost: ${drift.damaged}`;
  const { tenant } = run.policy;
  return [...records, { kind: 'RecordDamaged', tenant, entity: null, id: null, since: null, message }];
}

/** Records of requests that never were on the default branch: somebody wrote them by hand, or history was rewritten. */
export function orphanedRecords(names: readonly string[], run: TenantReading): readonly Drift[] {
  return names.map((name) =>
    aboutFile('RecordOrphaned', name, 'a record of a request that the default branch never had', null, run),
  );
}

function aboutFile(
  kind: Drift['kind'],
  name: string,
  message: string,
  since: string | null,
  { policy: { tenant } }: TenantReading,
): Drift {
  return { kind, tenant, entity: null, id: `${tenant}/${name}`, since, message };
}
