import { nextRecord } from '../records/record.ts';
import { sameRecord, type RecordUpdate, type StoredRecord } from '../records/store.ts';
import type { Desired } from './desired.ts';
import type { FoundClaims } from './found-claims.ts';
import { abandoned } from './takeover.ts';
import type { TenantRun } from './types.ts';

/** A claim whose holder is over and whose request nobody judges, so that nothing else would ever end it. */
export interface DeadClaim {
  readonly name: string;
  readonly stored: StoredRecord;
  readonly because: 'FileInvalid' | 'NeverRequested';
}

/** Finds the claims of files that became invalid, and of records that stand for no request. */
export function deadClaims(
  { invalid, orphaned }: Pick<Desired, 'invalid' | 'orphaned'>,
  claims: FoundClaims,
): readonly DeadClaim[] {
  const over = (names: readonly string[], because: DeadClaim['because']): readonly DeadClaim[] =>
    names.flatMap((name) => {
      const claim = claims.get(name);
      return claim?.allowed === true ? [{ name, stored: claim.stored, because }] : [];
    });
  return [
    ...over(
      invalid.map(({ name }) => name),
      'FileInvalid',
    ),
    ...over(orphaned, 'NeverRequested'),
  ];
}

const WHY = {
  FileInvalid: 'the request file is invalid',
  NeverRequested: 'the default branch never had this request',
} as const;

/**
 * Ends a claim on the branch, so that it holds its entity no longer. Its request waits, as it may be put right yet; what
 * became of the remove nobody has learnt, and whoever claims next finds that in the log.
 */
export function endedUpdate({ name, stored, because }: DeadClaim, run: TenantRun): RecordUpdate {
  return {
    name,
    next: (current) => {
      if (!current || !sameRecord(current, stored)) return undefined;
      const findings = {
        request: current.record.request,
        phase: 'Pending' as const,
        conditions: [
          { type: 'Valid' as const, status: 'False' as const, reason: because, message: WHY[because] },
          {
            type: 'Applied' as const,
            status: 'Unknown' as const,
            reason: 'ClaimEnded',
            message: `${WHY[because]}, so its claim was ended without anybody learning what became of the remove`,
          },
        ],
        attempts: abandoned(current),
      };
      return nextRecord(current.record, findings, run.ports.clock.now(), run.options.version);
    },
  };
}
