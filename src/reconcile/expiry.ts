import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import type { Candidate } from './desired.ts';
import type { Judged } from './findings.ts';
import { isClaimed } from './takeover.ts';
import type { TenantReading } from './types.ts';

/** Requests by whether their time is up. */
export interface ByExpiry {
  readonly live: readonly Candidate[];
  readonly expired: readonly Candidate[];
}

/**
 * Splits off requests past the policy's ttl, which runs from the merge that brought their bytes. A claim is resolved
 * first whatever its age, and a request that only waits for the run's limit does not expire.
 */
export function splitExpired(candidates: readonly Candidate[], { policy }: TenantReading, now: Timestamp): ByExpiry {
  const isExpired = (candidate: Candidate): boolean =>
    !isClaimed(candidate) &&
    !waitsForLimit(candidate) &&
    isLater(now, plus(candidate.landing.committedAt, policy.request.ttlMs));
  return {
    live: candidates.filter((candidate) => !isExpired(candidate)),
    expired: candidates.filter(isExpired),
  };
}

/**
 * Splits off claims that were taken over past the ttl: what an earlier run did is looked at first, and where the list
 * still shows the entity the request's time is up like any other's. What could not be found out is asked again.
 */
export function splitLate(
  judged: readonly Judged[],
  { policy }: TenantReading,
  now: Timestamp,
): { readonly due: readonly Judged[]; readonly late: readonly Candidate[] } {
  const isLate = ({ candidate, decision }: Judged): boolean =>
    isClaimed(candidate) &&
    decision.outcome !== 'indeterminate' &&
    !(decision.outcome === 'approved' && decision.restriction === null) &&
    isLater(now, plus(candidate.landing.committedAt, policy.request.ttlMs));
  return {
    due: judged.filter((one) => !isLate(one)),
    late: judged.filter(isLate).map(({ candidate }) => candidate),
  };
}

/** The reason that the Applied condition of a request has while a plan over the run's limit waits. */
export const WAITS_FOR_LIMIT = 'TooManyUnblocks';

function waitsForLimit({ stored }: Candidate): boolean {
  return stored?.record.conditions.some(({ reason }) => reason === WAITS_FOR_LIMIT) ?? false;
}
