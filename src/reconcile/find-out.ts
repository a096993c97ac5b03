import type { TreeEntry } from '../ports/control-repository.ts';
import { loadRecords, watching, type RecordsView } from '../records/store.ts';
import { desiredState, type Candidate, type Desired } from './desired.ts';
import { clearedAsUnblocks, lookAgain } from './drift.ts';
import { splitExpired, splitLate } from './expiry.ts';
import { damagedAfterSettlement } from './file-drift.ts';
import type { Judged } from './findings.ts';
import type { History } from './history.ts';
import { intend, type Intention } from './intend.ts';
import { historyOf, judgeAll } from './judge-tenant.ts';
import { lookAtTenant, type Look } from './look-at-tenant.ts';
import { proveApprovals, stands } from './prove-approval.ts';
import { foundClaims, splitHeld, type Held } from './stuck-claims.ts';
import { mayTakeOver } from './takeover.ts';
import type { TenantRun } from './types.ts';
import { watchUnblocks, type Watched } from './watch.ts';

/** Everything that was found out about one tenant, and what follows from it, before anything is written. */
export interface FoundOut {
  readonly view: RecordsView;
  readonly history: History;
  readonly desired: Desired;
  /** Those of the removed files whose records nobody works on any more. */
  readonly withdrawn: Desired['withdrawn'];
  readonly expired: readonly Candidate[];
  readonly look: Look;
  readonly held: readonly Held[];
  readonly judged: readonly Judged[];
  readonly intention: Intention;
  readonly watched: readonly Watched[];
}

/** What is desired, what is approved, what the tenant shows, and what follows. Writes nothing. */
export async function findOut(entries: ReadonlyMap<string, TreeEntry>, run: TenantRun): Promise<FoundOut> {
  const { records, clock, progress } = run.ports;
  const branch = await loadRecords(records, run.policy.tenant);
  const history = await historyOf(branch, run);
  const view = await watching(records, branch, history.watched);
  const asked = await desiredState(entries, view, run);
  const damaged = await damagedAfterSettlement(history.touched, view, run);
  const desired = { ...asked, drift: [...asked.drift, ...damaged] };
  const { live, expired } = splitExpired(desired.candidates, run, clock.now());
  const claims = await foundClaims(live, run);
  const withdrawn = await released(desired.withdrawn, run);
  if (live.length > 0) progress.step(`proving the approval of ${live.length} request(s)`);
  const proven = await proveApprovals(live, run);
  const earlier = { claims, unresolved: history.unresolved };
  const look = await lookAtTenant(proven.filter(stands), earlier, run);
  const list = look.state?.list ?? null;
  const seen = lookAgain(view, list, { candidates: desired.candidates, history, lifted: [] }, run);
  const every = judgeAll(proven, look.state, [...history.unblocks, ...clearedAsUnblocks(seen)], run);
  const { free, held } = splitHeld(every, claims);
  const { due: judged, late } = splitLate(free, run, clock.now());
  const intention = await intend(judged, run);
  const watched = watchUnblocks(view, list);
  return {
    view,
    history,
    desired,
    withdrawn,
    expired: [...expired, ...late],
    look,
    held,
    judged,
    intention,
    watched,
  };
}

/** Removed files whose records nobody works on any more: waiting ones, and claims whose holder is over. */
async function released(gone: Desired['withdrawn'], run: TenantRun): Promise<Desired['withdrawn']> {
  const free = await Promise.all(
    gone.map(async ({ stored }) => stored.record.phase === 'Pending' || (await mayTakeOver(stored, run)).allowed),
  );
  return gone.filter((_, index) => free[index]);
}
