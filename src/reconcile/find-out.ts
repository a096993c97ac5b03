import type { TreeEntry } from '../ports/control-repository.ts';
import type { Drift } from '../records/drift.ts';
import { loadRecords, watching, type RecordsView } from '../records/store.ts';
import { deadClaims, type DeadClaim } from './dead-claims.ts';
import { desiredState, type Candidate, type Desired } from './desired.ts';
import { clearedAsUnblocks, lookAgain } from './drift.ts';
import { splitExpired, splitLate } from './expiry.ts';
import { damagedAfterSettlement } from './file-drift.ts';
import type { Judged } from './findings.ts';
import { foundClaims, type FoundClaims } from './found-claims.ts';
import type { History } from './history.ts';
import { intend, type Intention } from './intend.ts';
import { historyOf, judgeAll } from './judge-tenant.ts';
import { lookAtTenant, type Look } from './look-at-tenant.ts';
import { proveApprovals, stands } from './prove-approval.ts';
import { splitHeld, type EarlierClaims, type Held } from './stuck-claims.ts';
import type { TenantRun } from './types.ts';
import { watchUnblocks, type Watched } from './watch.ts';

/** Everything that was found out about one tenant, and what follows from it, before anything is written. */
export interface FoundOut {
  readonly view: RecordsView;
  readonly history: History;
  readonly desired: Desired;
  /** Those of the removed files whose records nobody works on any more. */
  readonly withdrawn: Desired['withdrawn'];
  readonly claims: FoundClaims;
  /** Claims that this run ends because nothing else would. */
  readonly dead: readonly DeadClaim[];
  readonly expired: readonly Candidate[];
  readonly look: Look;
  readonly held: readonly Held[];
  readonly judged: readonly Judged[];
  readonly intention: Intention;
  readonly watched: readonly Watched[];
}

/** What is desired, what is approved, what the tenant shows, and what follows. Writes nothing. */
export async function findOut(entries: ReadonlyMap<string, TreeEntry>, run: TenantRun): Promise<FoundOut> {
  const branch = await loadRecords(run.ports.records, run.policy.tenant);
  // A log of years takes its time, and nothing rests on it before the tenant has been asked.
  const past = rememberedOf(branch, run);
  const [{ view, history, damaged }, { asked, look, ...found }] = await Promise.all([
    past,
    lookForWork(entries, branch, past, run),
  ]);
  const desired = { ...asked, drift: [...asked.drift, ...damaged] };
  const { claims } = found;
  const list = look.state?.list ?? null;
  const seen = lookAgain(view, list, { candidates: desired.candidates, history, lifted: [], claims }, run);
  const every = judgeAll(found.proven, look.state, [...history.unblocks, ...clearedAsUnblocks(seen)], run);
  const { free, held } = splitHeld(every, claims);
  const { due: judged, late } = splitLate(free, run, run.ports.clock.now());
  return {
    view,
    history,
    desired,
    withdrawn: found.withdrawn,
    claims,
    dead: deadClaims(desired, claims),
    expired: [...found.expired, ...late],
    look,
    held,
    judged,
    intention: await intend(judged, history, run),
    watched: watchUnblocks(view, list),
  };
}

/** What the branch says besides what is open: its log, what is looked after still, and what others have damaged. */
interface Remembered {
  readonly history: History;
  readonly view: RecordsView;
  readonly damaged: readonly Drift[];
}

async function rememberedOf(branch: RecordsView, run: TenantRun): Promise<Remembered> {
  const history = await historyOf(branch, run);
  const [view, damaged] = await Promise.all([
    watching(run.ports.records, branch, history.watched),
    damagedAfterSettlement(history.touched, branch, run),
  ]);
  return { history, view, damaged };
}

/** What there is to do, and what GitHub and the tenant say about it. */
async function lookForWork(
  entries: ReadonlyMap<string, TreeEntry>,
  branch: RecordsView,
  past: Promise<Remembered>,
  run: TenantRun,
) {
  const { clock, progress } = run.ports;
  const asked = await desiredState(entries, branch, run);
  const { live, expired } = splitExpired(asked.candidates, run, clock.now());
  const claims = await foundClaims(branch, run);
  const withdrawn = released(asked.withdrawn, claims);
  if (live.length > 0) progress.step(`proving the approval of ${live.length} request(s)`);
  const proven = await proveApprovals(live, run);
  const earlier = async (): Promise<EarlierClaims> => ({ claims, unresolved: (await past).history.unresolved });
  const look = await lookAtTenant(proven.filter(stands), earlier, run);
  return { asked, expired, claims, withdrawn, proven, look };
}

/** Removed files whose records nobody works on any more: waiting ones, and claims whose holder is over. */
function released(gone: Desired['withdrawn'], claims: FoundClaims): Desired['withdrawn'] {
  return gone.filter(({ name }) => claims.get(name)?.allowed !== false);
}
