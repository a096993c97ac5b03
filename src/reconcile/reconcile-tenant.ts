import type { TreeEntry } from '../ports/control-repository.ts';
import type { DriftRecord } from '../records/drift.ts';
import { missingMarks } from '../records/missing-marks.ts';
import { writeRecords, type RecordsView, type RecordUpdate } from '../records/store.ts';
import { InterruptedError } from '../support/errors.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { carryOut, nothingCarriedOut, type CarriedOut } from './carry-out.ts';
import { endedUpdate } from './dead-claims.ts';
import { deliverNotices } from './deliver-notices.ts';
import { driftUpdate } from './drift-update.ts';
import { findOut, type FoundOut } from './find-out.ts';
import { outcomeReports, type OutcomeReports } from './outcome-reports.ts';
import { expiredUpdate, judgedUpdate, withdrawnUpdate } from './record-updates.ts';
import { resultsOf } from './results.ts';
import { resumedAsUnblocked, settlementOf, settlementUpdate, type Settlement } from './settle.ts';
import { phasesLeftByOthers } from './standing.ts';
import { writingOf, type ReconcileResult, type TenantRun } from './types.ts';
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
  // All of this only reads, so a run that is told to stop may leave off anywhere in it.
  const found = await unlessStopped(run.options.stop, async () => findOut(entries, run));
  const { desired, intention, watched, look } = found;
  const claiming = intention.intended.length > 0;
  const updates = updatesOf(found, run);
  // With nothing to claim everything is written at once, in the end.
  const done = claiming
    ? await carryOut(intention.intended, updates, { ...found, listedAtMs: look.state?.listedAtMs ?? 0 }, run)
    : nothingCarriedOut(found.view);
  const settlements = settlementsOf(done, found);
  const rest = [...(claiming ? [] : updates), ...settlements.map((one) => settlementUpdate(one, run))];
  const drift = driftUpdate(found, done, settlements, run);
  const marks = missingMarks(done.view, entries);
  const final = await writeRecords(records, done.view, { updates: rest, marks, drift }, writingOf(run));
  const written = new Set([...done.written.keys(), ...final.records.keys()]);
  const names = [...desired.candidates, ...desired.withdrawn].map(({ name }) => name);
  // A claim of ours that somebody else settled stands where he left it.
  const unsettled = new Set(settlements.map(({ judged: { candidate } }) => candidate.name));
  const lastWord = new Set([
    ...[...done.written.keys()].filter((name) => !unsettled.has(name)),
    ...final.records.keys(),
  ]);
  const leftByOthers = await phasesLeftByOthers(names, lastWord, final.view, records);
  const told = await tellOthers(found, written, final.view, run);
  return {
    results: [
      ...resultsOf({ ...found, view: final.view, settlements, written, leftByOthers, run }),
      ...watchedResults(watched, written),
    ],
    drift: rememberedDrift(told.view),
    failures: look.failures,
    reports: told.reports,
    warnings: told.warnings,
  };
}

/** Webhooks and pull requests. All is done and recorded by now, so a run that has to stop leaves this to the next one. */
async function tellOthers(
  found: FoundOut,
  written: ReadonlySet<string>,
  view: RecordsView,
  run: TenantRun,
): Promise<OutcomeReports & { readonly view: RecordsView }> {
  const { stop } = run.options;
  try {
    stop?.throwIfAborted();
    const noticed = await deliverNotices(view, run.ports.notifier, run);
    const { reports, warnings } = await unlessStopped(stop, async () =>
      outcomeReports(found, written, noticed.view, run),
    );
    return { view: noticed.view, reports, warnings: [...warnings, ...noticed.warnings] };
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    return { view, reports: [], warnings: [`${run.policy.tenant}: others are told by the next run what came of it`] };
  }
}

function updatesOf(
  { watched, dead, withdrawn, expired, intention }: FoundOut,
  run: TenantRun,
): readonly RecordUpdate[] {
  const now = run.ports.clock.now();
  return [
    ...watched.map((one) => watchedUpdate(one, now)),
    ...dead.map((one) => endedUpdate(one, run)),
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

/** What is told is what the branch remembers, whoever wrote it last. */
function rememberedDrift({ drift }: RecordsView): DriftRecord['drift'] {
  return drift === undefined || 'damaged' in drift ? [] : drift.drift;
}
