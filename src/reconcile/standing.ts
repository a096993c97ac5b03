import type { RecordBranch } from '../ports/record-branch.ts';
import type { Phase } from '../records/phase.ts';
import { readRecord, type RecordsView } from '../records/store.ts';

/**
 * Where requests stand on the branch that this run judged but did not write, because another run was there first. What
 * can't be read, or has no record, is left out.
 */
export async function phasesLeftByOthers(
  names: readonly string[],
  written: ReadonlySet<string>,
  view: RecordsView,
  branch: RecordBranch,
): Promise<ReadonlyMap<string, Phase>> {
  const phases = new Map<string, Phase>();
  for (const name of names) {
    if (written.has(name)) continue;
    const stored =
      view.open.get(name) ?? (view.settled.has(name) ? await readRecord(branch, view.snapshot, name) : undefined);
    if (stored && 'record' in stored) phases.set(name, stored.record.phase);
  }
  return phases;
}
