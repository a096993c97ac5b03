import { nextRecord } from '../records/record.ts';
import type { Phase } from '../records/phase.ts';
import { sameRecord, type RecordUpdate, type StoredRecord } from '../records/store.ts';
import { assertNever } from '../support/assert-never.ts';
import type { Candidate } from './desired.ts';
import { WAITS_FOR_LIMIT } from './expiry.ts';
import { findingsOf, requestPart, VALID, type Judged } from './findings.ts';
import type { Waiting } from './intend.ts';
import { abandoned, isClaimed } from './takeover.ts';
import type { TenantRun } from './types.ts';

/**
 * Records a decision that leads to no change of the tenant, unless another run wrote the record meanwhile: what stands
 * there then may be that run's claim.
 */
export function judgedUpdate(judged: Judged | Waiting, run: TenantRun): RecordUpdate {
  const { candidate } = judged;
  return {
    name: candidate.name,
    next: (current) => {
      if (!sameRecord(current, candidate.stored)) return undefined;
      const phase = phaseOf(judged);
      const conditions =
        'because' in judged && judged.because.reason === WAITS_FOR_LIMIT
          ? [
              {
                type: 'Applied' as const,
                status: 'False' as const,
                reason: WAITS_FOR_LIMIT,
                message: judged.because.message,
              },
            ]
          : [];
      return nextRecord(
        current?.record,
        findingsOf(judged, phase, run, { conditions, attempts: abandoned(current) }),
        run.ports.clock.now(),
        run.options.version,
      );
    },
  };
}

/** Where a decision that changes nothing in the tenant leaves its request. */
export function phaseOf({ decision }: Judged): Phase {
  switch (decision.outcome) {
    case 'approved':
      return decision.restriction === null ? 'NotRestricted' : 'Pending';
    case 'denied':
      return 'Denied';
    case 'pending':
    case 'indeterminate':
      return 'Pending';
    default:
      return assertNever(decision);
  }
}

/** Records that a request's time was up before it was settled; quietly where it was old before anybody looked at it. */
export function expiredUpdate(candidate: Candidate, run: TenantRun): RecordUpdate {
  return {
    name: candidate.name,
    quiet: candidate.stored === undefined,
    next: (current) => {
      const takenOver = isClaimed(candidate) && sameRecord(current, candidate.stored);
      if (current && current.record.phase !== 'Pending' && !takenOver) return undefined;
      const message = `not settled within the policy's ttl after it landed at ${candidate.landing.committedAt}`;
      const conditions = [VALID, { type: 'Applied' as const, status: 'False' as const, reason: 'Expired', message }];
      const attempts = abandoned(current);
      const findings = { request: requestPart(candidate, run), phase: 'Expired' as const, conditions, attempts };
      return nextRecord(current?.record, findings, run.ports.clock.now(), run.options.version);
    },
  };
}

/** Records that a request's file was removed before it was settled. */
export function withdrawnUpdate(
  { name, stored }: { readonly name: string; readonly stored: StoredRecord },
  run: TenantRun,
): RecordUpdate {
  return {
    name,
    next: (current) => {
      if (!current || !sameRecord(current, stored)) return undefined;
      const message = 'the request file was removed before it was settled';
      const conditions = [{ type: 'Applied' as const, status: 'False' as const, reason: 'Withdrawn', message }];
      const findings = { request: current.record.request, phase: 'Withdrawn' as const, conditions };
      return nextRecord(current.record, findings, run.ports.clock.now(), run.options.version);
    },
  };
}
