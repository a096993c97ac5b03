import type { TreeEntry } from '../ports/control-repository.ts';
import { nextDrift, type DriftRecord } from '../records/drift.ts';
import { writeRecords, type RecordsView, type RecordUpdate } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';
import { carryOut, nothingCarriedOut, type CarriedOut } from './carry-out.ts';
import { driftOf, lookAgain } from './drift.ts';
import { findOut, type FoundOut } from './find-out.ts';
import { outcomeReports } from './outcome-reports.ts';
import { expiredUpdate, judgedUpdate, withdrawnUpdate } from './record-updates.ts';
import { resultsOf } from './results.ts';
import { resumedAsUnblocked, settlementOf, settlementUpdate, type Settlement } from './settle.ts';
import { phasesLeftByOthers } from './standing.ts';
import type { ReconcileResult, TenantRun } from './types.ts';
import { watchedResults, watchedUpdate } from './watch.ts';

/**
 * One tenant from its request files to its records: what is desired, what is approved, what the tenant shows, what
 * follows, and what came of it. Level-triggered: whatever an earlier run left is simply part of what is found.
 */
export async function reconcileTenant(
  entries: ReadonlyMap<string, TreeEntry>,
  run: TenantRun,
): Promise<ReconcileResult> {
  const { records } = run.ports;
  const found = await findOut(entries, run);
  const { desired, intention, watched, look } = found;
  const claiming = intention.intended.length > 0;
  const updates = updatesOf(found, run);
  // With nothing to claim everything is written at once, in the end.
  const done = claiming
    ? await carryOut(intention.intended, updates, found.view, look.state?.listedAtMs ?? 0, run)
    : nothingCarriedOut(found.view);
  const settlements = settlementsOf(done, found);
  const rest = [...(claiming ? [] : updates), ...settlements.map((one) => settlementUpdate(one, run))];
  const drift = driftUpdate(found, done, settlements, run);
  const final = await writeRecords(records, done.view, { updates: rest, drift }, run.options.run);
  const written = new Set([...done.written, ...final.records.keys()]);
  const names = [...desired.candidates, ...desired.withdrawn].map(({ name }) => name);
  const leftByOthers = await phasesLeftByOthers(names, written, final.view, records);
  return {
    results: [...resultsOf({ ...found, settlements, written, leftByOthers, run }), ...watchedResults(watched, written)],
    drift: rememberedDrift(final.view),
    failures: look.failures,
    ...(await outcomeReports(found, written, final.view, run)),
  };
}

function updatesOf({ watched, withdrawn, expired, intention }: FoundOut, run: TenantRun): readonly RecordUpdate[] {
  const now = run.ports.clock.now();
  return [
    ...watched.map((one) => watchedUpdate(one, now)),
    ...withdrawn.map((one) => withdrawnUpdate(one, run)),
    ...expired.map((one) => expiredUpdate(one, run)),
    ...intention.resumed.map((one) => resumedAsUnblocked(one, run)),
    ...[...intention.settled, ...intention.waiting].map((one) => judgedUpdate(one, run)),
  ];
}

function settlementsOf({ applied, verification }: CarriedOut, { judged }: FoundOut): readonly Settlement[] {
  return applied.flatMap((one) => {
    const owner = judged.find(({ candidate }) => candidate.request.id === one.claimed.change.requestId);
    return owner ? [settlementOf(one, owner, verification)] : [];
  });
}

/** The drift by the newest list there is, compared with what the branch remembers when it is written. */
function driftUpdate(
  { view: judgedOn, history, desired, intention, look }: FoundOut,
  { verification, written }: CarriedOut,
  settlements: readonly Settlement[],
  run: TenantRun,
) {
  const unblocked = [
    ...settlements.filter(({ phase }) => phase === 'Unblocked').map(({ judged }) => judged),
    ...intention.resumed,
  ];
  const lifted = unblocked.map(({ candidate, decision }) => ({
    entity: entityKey(candidate.request.entity),
    restriction: decision.restriction?.fencedAt ?? null,
  }));
  const list = verification ?? look.state?.list ?? null;
  const { tenant, tenantId } = run.policy;
  return (before: DriftRecord | undefined, view: RecordsView): DriftRecord | undefined => {
    if (othersAtWork(view, judgedOn, written, run)) return before;
    const sightings = lookAgain(view, list, { candidates: desired.candidates, history, lifted }, run);
    const drift = [...desired.drift, ...driftOf(sightings, run)];
    return nextDrift(before, { tenant, tenantId, drift, sightings }, run.options.version);
  };
}

/**
 * Whether another run claims or has settled something since this one read the branch: what the list shows or lacks may be
 * its doing, and it, or the next run, tells.
 */
function othersAtWork(
  view: RecordsView,
  judgedOn: RecordsView,
  written: ReadonlySet<string>,
  { options }: TenantRun,
): boolean {
  const claimed = [...view.open.values()].some(
    ({ record }) => record.phase === 'Applying' && record.attempts.at(-1)?.run !== options.run,
  );
  return claimed || [...view.settled.keys()].some((name) => !judgedOn.settled.has(name) && !written.has(name));
}

/** What is told is what the branch remembers, whoever wrote it last. */
function rememberedDrift({ drift }: RecordsView): DriftRecord['drift'] {
  return drift === undefined || 'damaged' in drift ? [] : drift.drift;
}
