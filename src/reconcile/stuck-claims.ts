import { viewOf } from '../decision/restriction-view.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import { entityKey } from '../request/entity.ts';
import { isLater } from '../support/timestamp.ts';
import type { Candidate } from './desired.ts';
import type { Judged } from './findings.ts';
import type { FoundClaims } from './found-claims.ts';
import type { UnresolvedClaim } from './history.ts';
import { namesOf, type TenantState } from './observe-tenant.ts';
import { claimedSame } from './takeover.ts';
import type { TenantRun } from './types.ts';

/** A candidate under somebody else's claim, and why it is left alone. */
export interface Held {
  readonly candidate: Candidate;
  readonly reason: string;
}

/**
 * Splits off what another run still holds. Where these very bytes are approved and a complete list lacks the account,
 * nobody's patience is needed: whatever the holder does, there is nothing left to remove, and `Unblocked` is what it
 * would say too. Otherwise the holder is waited for, one and a half leases at most, although the list lacks the account:
 * it may have been its remove, and the holder alone heard the answer. `Denied`, `NotRestricted` or `Pending`, written over
 * its claim, would keep it from recording what it did, and what a run of ours did would be called cleared outside.
 */
export function splitHeld(
  judged: readonly Judged[],
  claims: FoundClaims,
): { readonly free: readonly Judged[]; readonly held: readonly Held[] } {
  const isHeld = ({ candidate, decision }: Judged): boolean =>
    claims.get(candidate.name)?.allowed === false &&
    !(decision.outcome === 'approved' && decision.restriction === null && claimedSame(candidate));
  return {
    free: judged.filter((one) => !isHeld(one)),
    held: judged.filter(isHeld).map(({ candidate }) => {
      return { candidate, reason: claims.get(candidate.name)?.reason ?? 'another run holds the claim' };
    }),
  };
}

/** What earlier claims may still bring about: those found on the branch, and those its history does not know the end of. */
export interface EarlierClaims {
  readonly claims: FoundClaims;
  readonly unresolved: readonly UnresolvedClaim[];
}

/**
 * Where the end of an earlier claim is not known and the entity is still listed, that claim's remove may be on its way
 * yet, whichever request it was made for and whatever became of its record: the list is read again a lease later, and
 * only what both show is judged (rule 4).
 */
export async function secondList(
  candidates: readonly Candidate[],
  earlier: EarlierClaims,
  first: TenantState,
  run: TenantRun,
): Promise<TenantState> {
  const stuck = candidates.map(
    (candidate) => [candidate, leasesToWait(candidate, candidates, earlier, first)] as const,
  );
  const leases = stuck.flatMap(([, waits]) => waits);
  if (leases.length === 0) return first;
  const { clock, progress } = run.ports;
  progress.step('waiting one lease, as the end of an earlier claim is not known');
  await clock.sleep(Math.max(run.policy.limits.claimLeaseMs, ...leases));
  const listedAtMs = clock.monotonicMs();
  const list = await run.tenant.exchange.restrictions();
  const accounts = stuck
    .filter(([, waits]) => waits.length > 0)
    .map(([{ name, request }]) => namesOf(request.entity, first.facts.get(name)));
  return { ...first, list: agreedList(first.list, list, accounts), listedAtMs };
}

/**
 * What two readings of the list, one lease apart, show together: the second, which is not complete for this unless both are
 * and it has nothing older of any of these accounts, each given by all its names.
 */
export function agreedList(
  first: RestrictionList,
  second: RestrictionList,
  accounts: readonly ReadonlySet<string>[],
): RestrictionList {
  if (!second.complete) return second;
  // An incomplete first reading leaves only one complete list, and one is not enough to send again.
  if (!first.complete) return { ...second, complete: false, reason: first.reason, remedy: first.remedy };
  if (!accounts.some((names) => isOlder(first, second, names))) return second;
  const reason = 'it shows an older restriction than one lease before';
  return { ...second, complete: false, reason, remedy: 'retry' };
}

/** Whether a second list shows of an account only what is older than the first did: then no two lists show the same. */
function isOlder(first: RestrictionList, second: RestrictionList, names: ReadonlySet<string>): boolean {
  const [before, after] = [first, second].map(({ restrictions }) =>
    restrictions
      .filter(({ entity }) => names.has(entityKey(entity)))
      .flatMap(({ createdAt, changedAt }) => [createdAt ?? [], changedAt ?? []].flat())
      .toSorted()
      .at(-1),
  );
  return before !== undefined && after !== undefined && isLater(before, after);
}

/** Leases of earlier claims on a candidate's account; none where nothing is listed, or where a live claim forbids more. */
function leasesToWait(
  candidate: Candidate,
  candidates: readonly Candidate[],
  { claims, unresolved }: EarlierClaims,
  { list, facts }: TenantState,
): readonly number[] {
  if (named(list, candidate) === 0) return [];
  const names = namesOf(candidate.request.entity, facts.get(candidate.name));
  if (isHeld(names, candidates, claims)) return [];
  const own = claims.has(candidate.name) ? (candidate.stored?.record.attempts ?? []) : [];
  const others = unresolved.filter(({ entity }) => names.has(entity));
  return [...own, ...others].map(({ leaseMs }) => leaseMs);
}

/** What a file asks for now counts before what was claimed for it: whoever ends that claim writes about the former. */
function isHeld(names: ReadonlySet<string>, candidates: readonly Candidate[], claims: FoundClaims): boolean {
  const asked = new Map(candidates.map(({ name, request }) => [name, request.entity]));
  return [...claims].some(
    ([name, { allowed, stored }]) => !allowed && names.has(entityKey(asked.get(name) ?? stored.record.request.entity)),
  );
}

function named(list: RestrictionList, { request }: Candidate): number {
  return viewOf(list, request.entity, []).named.length;
}
