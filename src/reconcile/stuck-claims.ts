import { viewOf } from '../decision/restriction-view.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import type { Candidate } from './desired.ts';
import type { TenantState } from './observe-tenant.ts';
import type { Proven } from './prove-approval.ts';
import { isClaimed, mayTakeOver, type Takeover } from './takeover.ts';
import type { TenantRun } from './types.ts';

/** Claims that were found on the branch, by request name. */
export type FoundClaims = ReadonlyMap<string, Takeover>;

/** A candidate under somebody else's claim, and why it is left alone. */
export interface Held {
  readonly candidate: Candidate;
  readonly reason: string;
}

/** Finds out of every claim on the branch whether its holder is over. */
export async function foundClaims(candidates: readonly Candidate[], run: TenantRun): Promise<FoundClaims> {
  const claims = new Map<string, Takeover>();
  for (const candidate of candidates) {
    if (candidate.stored && isClaimed(candidate)) claims.set(candidate.name, await mayTakeOver(candidate.stored, run));
  }
  return claims;
}

/**
 * Splits off what another run still holds. A claim whose entity a complete list lacks needs nobody's patience: whatever
 * its holder does, there is nothing left to remove.
 */
export function splitHeld(
  proven: readonly Proven[],
  claims: FoundClaims,
  state: TenantState | null,
): { readonly free: readonly Proven[]; readonly held: readonly Held[] } {
  const isHeld = ({ candidate }: Proven): boolean =>
    claims.get(candidate.name)?.allowed === false && !(state && lacks(state.list, candidate));
  return {
    free: proven.filter((one) => !isHeld(one)),
    held: proven.filter(isHeld).map(({ candidate }) => {
      return { candidate, reason: claims.get(candidate.name)?.reason ?? 'another run holds the claim' };
    }),
  };
}

/**
 * Where a claim is taken over and its entity is still listed, the earlier remove may be on its way yet: the list is read
 * again a lease later, and only what both show is judged (rule 4).
 */
export async function secondList(
  candidates: readonly Candidate[],
  claims: FoundClaims,
  first: TenantState,
  run: TenantRun,
): Promise<TenantState> {
  const stuck = candidates.filter(
    (candidate) => claims.get(candidate.name)?.allowed === true && named(first.list, candidate) > 0,
  );
  if (stuck.length === 0) return first;
  const { clock, progress } = run.ports;
  progress.step(`waiting one lease for ${stuck.length} claim(s) that an earlier run left`);
  await clock.sleep(run.policy.limits.claimLeaseMs);
  const listedAtMs = clock.monotonicMs();
  const list = await run.tenant.exchange.restrictions();
  if (first.list.complete || !list.complete) return { ...first, list, listedAtMs };
  // An incomplete first reading leaves only one complete list, and one is not enough to send again.
  return {
    ...first,
    list: { ...list, complete: false, reason: first.list.reason, remedy: first.list.remedy },
    listedAtMs,
  };
}

function lacks(list: RestrictionList, candidate: Candidate): boolean {
  return list.complete && named(list, candidate) === 0;
}

function named(list: RestrictionList, { request }: Candidate): number {
  return viewOf(list, request.entity, []).named.length;
}
