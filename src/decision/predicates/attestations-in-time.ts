import type { Attestation, UnblockRequest } from '../../request/request.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import { isLater, plus, toEpochMs, type Timestamp } from '../../support/timestamp.ts';

const NAME = 'attestationsInTime';
/** How far ahead a clock may be before a time counts as one in the future. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** Every attestation is later than the restriction, not older than the policy allows at the merge, and not in the future. */
export function attestationsInTime(
  { attestations }: UnblockRequest,
  restrictedAt: Timestamp,
  mergedAt: Timestamp,
  maxAgeMs: number,
): Predicate {
  for (const [kind, attestation] of Object.entries(attestations)) {
    const problem = untimely(attestation, restrictedAt, mergedAt, maxAgeMs);
    if (problem !== undefined) return fails(NAME, 'denied', `${kind} ${problem}`);
  }
  return holds(NAME, 'every attestation is later than the restriction and fresh enough');
}

function untimely(
  { attestedAt }: Attestation,
  restrictedAt: Timestamp,
  mergedAt: Timestamp,
  maxAgeMs: number,
): string | undefined {
  if (!isLater(attestedAt, restrictedAt)) {
    return `was attested at ${attestedAt}, before the restriction of ${restrictedAt} it would lift`;
  }
  if (isLater(attestedAt, plus(mergedAt, CLOCK_TOLERANCE_MS))) {
    return `was attested at ${attestedAt}, which was still to come at the merge (${mergedAt})`;
  }
  return toEpochMs(mergedAt) - toEpochMs(attestedAt) > maxAgeMs
    ? `was attested at ${attestedAt}, too long before the merge (${mergedAt})`
    : undefined;
}
