import type { TreeEntry } from '../ports/control-repository.ts';
import { loadRecords, writeRecords, type RecordUpdate } from '../records/store.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import { desiredState, type Candidate, type Desired } from './desired.ts';
import { unrequested } from './drift.ts';
import { splitExpired } from './expiry.ts';
import type { Judged } from './findings.ts';
import { intend } from './intend.ts';
import { judgeAll } from './judge-tenant.ts';
import { observeTenant, type TenantState } from './observe-tenant.ts';
import { proveApprovals, stands, type Proven } from './prove-approval.ts';
import { expiredUpdate, judgedUpdate, withdrawnUpdate } from './record-updates.ts';
import { resultsOf } from './results.ts';
import { resumedAsUnblocked, settlementOf, settlementUpdate, type Settlement } from './settle.ts';
import { phasesLeftByOthers } from './standing.ts';
import { foundClaims, secondList, splitHeld, type FoundClaims } from './stuck-claims.ts';
import { mayTakeOver } from './takeover.ts';
import type { ReconcileResult, TenantRun } from './types.ts';

/**
 * One tenant from its request files to its records: what is desired, what is approved, what the tenant shows, what
 * follows, and what came of it. Level-triggered: whatever an earlier run left is simply part of what is found.
 */
export async function reconcileTenant(
  entries: ReadonlyMap<string, TreeEntry>,
  run: TenantRun,
): Promise<ReconcileResult> {
  const { records, clock, progress } = run.ports;
  const view = await loadRecords(records, run.policy.tenant);
  const desired = await desiredState(entries, view, run);
  const { live, expired } = splitExpired(desired.candidates, run, clock.now());
  const claims = await foundClaims(live, run);
  const withdrawn = await released(desired.withdrawn, run);

  if (live.length > 0) progress.step(`proving the approval of ${live.length} request(s)`);
  const proven = await proveApprovals(live, run);
  const approved = proven.filter(stands);
  const state = approved.length > 0 ? await observe(approved, claims, run) : null;
  const { free, held } = splitHeld(proven, claims, state);
  const judged = await judgeAll(free, state, view, run);
  const intention = await intend(judged, run);

  const updates: readonly RecordUpdate[] = [
    ...withdrawn.map((one) => withdrawnUpdate(one, run)),
    ...expired.map((one) => expiredUpdate(one, run)),
    ...intention.resumed.map((one) => resumedAsUnblocked(one, run)),
    ...[...intention.settled, ...intention.waiting].map((one) => judgedUpdate(one, run)),
  ];
  const done = await carryOut(intention.intended, updates, view, state?.listedAtMs ?? 0, run);
  const settlements = settlementsOf(done, judged);
  const final = await writeRecords(
    records,
    done.view,
    settlements.map((one) => settlementUpdate(one, run)),
    run.options.run,
  );
  const written = new Set([...done.written, ...final.records.keys()]);
  const names = [...desired.candidates, ...desired.withdrawn].map(({ name }) => name);
  const leftByOthers = await phasesLeftByOthers(names, written, final.view, records);
  return {
    results: resultsOf({ desired, withdrawn, expired, held, intention, settlements, written, leftByOthers, run }),
    drift: [...desired.drift, ...(state ? unrequested(state.list, desired, run) : [])],
    failures: [],
  };
}

async function observe(approved: readonly Proven[], claims: FoundClaims, run: TenantRun): Promise<TenantState> {
  const candidates = approved.map(({ candidate }) => candidate);
  run.ports.progress.step(
    `reading ${candidates.length} account(s) and the restricted entities of ${run.policy.tenant}`,
  );
  const first = await observeTenant(candidates, run);
  return secondList(candidates, claims, first, run);
}

/** Removed files whose records nobody works on any more: waiting ones, and claims whose holder is over. */
async function released(gone: Desired['withdrawn'], run: TenantRun): Promise<Desired['withdrawn']> {
  const free = await Promise.all(
    gone.map(async ({ stored }) => stored.record.phase === 'Pending' || (await mayTakeOver(stored, run)).allowed),
  );
  return gone.filter((_, index) => free[index]);
}

function settlementsOf({ applied, verification }: CarriedOut, judged: readonly Judged[]): readonly Settlement[] {
  return applied.flatMap((one) => {
    const owner = judged.find(
      ({ candidate }: { candidate: Candidate }) => candidate.request.id === one.claimed.change.requestId,
    );
    return owner ? [settlementOf(one, owner, verification)] : [];
  });
}
