import type { RecordReader } from '../ports/record-branch.ts';
import type { Drift } from '../records/drift.ts';
import { unreadableRecord } from '../records/encode.ts';
import type { UnblockRecord } from '../records/record.ts';
import { loadRecords, readEveryRecord } from '../records/store.ts';

/** Where requests stand, told by the records alone. */
export interface StandingRecords {
  /** The newest first. */
  readonly records: readonly DatedRecord[];
  readonly drift: readonly Drift[];
}

/** A record and when it was last written. */
export interface DatedRecord {
  readonly record: UnblockRecord;
  readonly committedAt: string;
}

/** Reads every record and the remembered drift of every tenant that has a records branch, in the policy or not. */
export async function standingRecords(branch: RecordReader): Promise<StandingRecords> {
  const tenants = await Promise.all((await branch.tenants()).map(async (tenant) => standingOf(tenant, branch)));
  return {
    records: tenants
      .flatMap(({ records }) => records)
      .toSorted((a, b) => b.committedAt.localeCompare(a.committedAt) || idOf(a).localeCompare(idOf(b))),
    drift: tenants.flatMap(({ drift }) => drift),
  };
}

function idOf({ record }: DatedRecord): string {
  return record.request.id;
}

async function standingOf(tenant: string, branch: RecordReader): Promise<StandingRecords> {
  const view = await loadRecords(branch, tenant);
  const every = await readEveryRecord(branch, view.snapshot);
  const remembered = view.drift === undefined || 'damaged' in view.drift ? [] : view.drift.drift;
  const damaged = [...every].flatMap(([name, stored]): Drift[] => {
    if (!('damaged' in stored)) return [];
    const id = `${tenant}/${name}`;
    const told = remembered.some((one) => one.kind === 'RecordDamaged' && one.id === id);
    const message = unreadableRecord(stored.damaged);
    return told ? [] : [{ kind: 'RecordDamaged', tenant, entity: null, id, since: null, message }];
  });
  return {
    records: [...every.values()].flatMap((stored) => ('damaged' in stored ? [] : [stored])),
    drift: [...remembered, ...damaged],
  };
}
