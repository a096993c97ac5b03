import { viewOf } from '../decision/restriction-view.ts';
import type { Candidate } from './desired.ts';
import type { TenantState } from './observe-tenant.ts';
import { isClaimed, mayTakeOver } from './takeover.ts';
import type { TenantRun } from './types.ts';

/** A candidate under somebody else's claim, and why it is left alone. */
export interface Held {
  readonly candidate: Candidate;
  readonly reason: string;
}

/** Requests this run may work on, and those another run holds. */
export async function splitClaimed(
  candidates: readonly Candidate[],
  run: TenantRun,
): Promise<{ readonly free: readonly Candidate[]; readonly held: readonly Held[] }> {
  const free: Candidate[] = [];
  const held: Held[] = [];
  for (const candidate of candidates) {
    const takeover =
      candidate.stored && isClaimed(candidate)
        ? await mayTakeOver(candidate.stored, run)
        : { allowed: true, reason: '' };
    if (takeover.allowed) free.push(candidate);
    else held.push({ candidate, reason: takeover.reason });
  }
  return { free, held };
}

/**
 * Where a claim is taken over and its entity is still listed, the earlier remove may be on its way yet: the list is read
 * again a lease later, and only what both show is judged (rule 4).
 */
export async function secondList(
  candidates: readonly Candidate[],
  first: TenantState,
  run: TenantRun,
): Promise<TenantState> {
  const stuck = candidates.filter(
    (candidate) => isClaimed(candidate) && viewOf(first.list, candidate.request.entity, []).named.length > 0,
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
