import { nextDrift, type DriftRecord, type Notice } from '../records/drift.ts';
import { recordNotice, sightingNotices, toDeliver } from '../records/notices.ts';
import { isTerminal } from '../records/phase.ts';
import type { UnblockRecord } from '../records/record.ts';
import { NOTHING_SEEN, type Sightings } from '../records/sightings.ts';
import type { Changes, RecordsView } from '../records/store.ts';
import { differing } from '../support/overlaid.ts';
import { entityKey } from '../request/entity.ts';
import type { CarriedOut } from './carry-out.ts';
import { driftOf, lookAgain, rememberSame } from './drift.ts';
import type { FoundOut } from './find-out.ts';
import type { Judged } from './findings.ts';
import { isBinding, type FoundClaims } from './found-claims.ts';
import type { PastUnblock } from './history.ts';
import type { Settlement } from './settle.ts';
import type { TenantRun } from './types.ts';

/** The drift by the newest list there is, compared with what the branch remembers when it is written. */
export function driftUpdate(
  { view: judgedOn, history, desired, intention, look, claims }: FoundOut,
  { verification, written: earlier }: CarriedOut,
  settlements: readonly Settlement[],
  run: TenantRun,
): NonNullable<Changes['drift']> {
  const done = settlements.filter(({ phase }) => phase === 'Unblocked').map(({ judged }) => judged);
  // A list that breaks off tells less of what there is than the whole one from before.
  const list = verification?.complete === true ? verification : (look.state?.list ?? verification);
  const { tenant, tenantId } = run.policy;
  // A claim of ours that is settled by the time of writing was settled by somebody else.
  const settledHere = new Set([...earlier].flatMap(([name, { phase }]) => (isTerminal(phase) ? [name] : [])));
  return (before, view, writing) => {
    // A run that woke up late has an older list than whoever looked meanwhile, and would call gone what came since.
    const outdated = othersAtWork(view, { judgedOn, claims }, settledHere, run) || !rememberSame(view, judgedOn);
    const outcomes = [...earlier, ...writing];
    const lifted = [...done, ...recordedAsUnblocked(intention.resumed, outcomes)].map(liftedBy);
    const looked = outdated
      ? (before ?? NOTHING_SEEN)
      : lookAgain(view, list, { candidates: desired.candidates, history, lifted, claims }, run);
    const told = outcomes.map(([, record]) => record);
    const { sightings, undelivered } = noticesOf(before, looked, told, run);
    const drift = [...desired.drift, ...driftOf(sightings, run)];
    return nextDrift(before, { tenant, tenantId, drift, sightings, undelivered }, run.options.version);
  };
}

/** Of what was found done, that which this run could record: another may have taken it over, and thinks otherwise. */
export function recordedAsUnblocked<T extends { readonly candidate: Pick<Judged['candidate'], 'name'> }>(
  resumed: readonly T[],
  outcomes: readonly (readonly [string, Pick<UnblockRecord, 'phase'>])[],
): readonly T[] {
  const unblocked = new Set(outcomes.filter(([, { phase }]) => phase === 'Unblocked').map(([name]) => name));
  return resumed.filter(({ candidate }) => unblocked.has(candidate.name));
}

function liftedBy({ candidate, decision }: Judged): Omit<PastUnblock, 'at'> {
  return { entity: entityKey(candidate.request.entity), restriction: decision.restriction?.fencedAt ?? null };
}

/** What webhooks are to be told; nothing where there are none. */
function noticesOf(
  before: DriftRecord | undefined,
  looked: Sightings,
  outcomes: readonly UnblockRecord[],
  { policy, ports }: TenantRun,
): { readonly sightings: Sightings; readonly undelivered: readonly Notice[] } {
  if (!ports.notifier) return { sightings: looked, undelivered: [] };
  const now = ports.clock.now();
  const { unrequestedAfterMs } = policy.notifications;
  const seen = sightingNotices(policy.tenant, before ?? NOTHING_SEEN, looked, { now, unrequestedAfterMs });
  const found = [...outcomes.flatMap((record) => recordNotice(record, now) ?? []), ...seen.notices];
  return { sightings: seen.sightings, undelivered: toDeliver(before?.undelivered ?? [], found, now) };
}

/**
 * Whether another run claims or has settled something since this one read the branch: what the list shows or lacks may be
 * its doing, and it, or the next run, tells.
 */
function othersAtWork(
  view: RecordsView,
  { judgedOn, claims }: { readonly judgedOn: RecordsView; readonly claims: FoundClaims },
  settledHere: ReadonlySet<string>,
  { options }: TenantRun,
): boolean {
  const claimed = [...view.open].some(
    ([name, stored]) => isBinding(name, stored, claims) && stored.record.attempts.at(-1)?.run !== options.run,
  );
  const news = [...differing(judgedOn.settled, view.settled)].filter((name) => !judgedOn.settled.has(name));
  // What somebody settled and somebody else deleted since is on the branch no more, and in its log yet.
  return claimed || view.overtaken.size > 0 || news.some((name) => !settledHere.has(name));
}
