import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import type { Candidate } from './desired.ts';
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

/** The reason that the Applied condition of a request has while a plan over the run's limit waits. */
export const WAITS_FOR_LIMIT = 'TooManyUnblocks';

function waitsForLimit({ stored }: Candidate): boolean {
  return stored?.record.conditions.some(({ reason }) => reason === WAITS_FOR_LIMIT) ?? false;
}
