import { apply, type Applied } from '../apply/apply.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import type { Change } from '../plan/plan.ts';
import { claimed } from '../records/claim.ts';
import { nextRecord, type Attempt, type UnblockRecord } from '../records/record.ts';
import { sameRecord, writeRecords, type RecordsView, type RecordUpdate } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';
import { InterruptedError } from '../support/errors.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { findingsOf, type Judged } from './findings.ts';
import { claimOfAnother, type FoundClaims } from './found-claims.ts';
import { abandoned } from './takeover.ts';
import { writingOf, type TenantRun } from './types.ts';

/** A planned change with the judgement it rests on. */
export interface Intended {
  readonly change: Change;
  readonly judged: Judged;
}

/** What came of the changes, and the list that verifies them; null where nothing needed verifying. */
export interface CarriedOut {
  readonly view: RecordsView;
  /** The records that the first push changed, by name. */
  readonly written: ReadonlyMap<string, UnblockRecord>;
  readonly applied: readonly Applied[];
  readonly verification: RestrictionList | null;
}

/** What a run leaves that had nothing to claim. */
export function nothingCarriedOut(view: RecordsView): CarriedOut {
  return { view, written: new Map(), applied: [], verification: null };
}

/** What claims rest on. */
export interface Basis {
  readonly view: RecordsView;
  /** When the list was read that was judged by, by the monotonic clock. */
  readonly listedAtMs: number;
  /** The claims that this run found. */
  readonly claims: FoundClaims;
}

/**
 * Claims, applies, and reads the list again. `others` are record updates that travel in the same push as the claims.
 */
export async function carryOut(
  intended: readonly Intended[],
  others: readonly RecordUpdate[],
  { view, listedAtMs, claims: found }: Basis,
  run: TenantRun,
): Promise<CarriedOut> {
  const { clock, records, progress } = run.ports;
  const claimedAtMs = clock.monotonicMs();
  const attempt: Attempt = {
    run: run.options.run,
    startedAt: clock.now(),
    leaseMs: run.policy.limits.claimLeaseMs,
    result: 'claimed',
    ...(run.options.maxUnblocks === undefined ? {} : { maxUnblocks: run.options.maxUnblocks }),
  };
  const claims = intended.map((one) => claimUpdate(one, attempt, found, run));
  const written = await writeRecords(records, view, { updates: [...others, ...claims] }, writingOf(run));
  const won = intended.filter(({ judged }) => written.records.get(judged.candidate.name)?.phase === 'Applying');
  if (won.length > 0) progress.step(`claimed ${won.length} on reinstate/records/${run.policy.tenant}`);
  const changes = won.map(({ change }) => claimed(change, attempt, { claimedAtMs, listedAtMs }));
  const applied = await apply(changes, run.tenant.writer, clock, run.options.stop);
  for (const { claimed: one, answer } of applied) {
    progress.step(`remove ${entityKey(one.change.entity)}: ${answer.kind}`);
  }
  const needed = applied.some(({ answer }) => answer.kind === 'accepted' || answer.kind === 'ambiguous');
  return {
    view: written.view,
    written: written.records,
    applied,
    verification: needed ? await verify(run) : null,
  };
}

/** A run that has to stop records what it knows; a later one reads the list. */
async function verify({ tenant, options }: TenantRun): Promise<RestrictionList | null> {
  try {
    return await unlessStopped(options.stop, async () => tenant.exchange.restrictions());
  } catch (error) {
    if (error instanceof InterruptedError) return null;
    throw error;
  }
}

/**
 * The claim is made only if the record is still the one that was judged, nobody else claims the same account, and no
 * other run wrote about it meanwhile: it may have lifted this very restriction.
 */
function claimUpdate(
  { judged, change }: Intended,
  attempt: Attempt,
  claims: FoundClaims,
  run: TenantRun,
): RecordUpdate {
  const { candidate } = judged;
  return {
    name: candidate.name,
    next: (current, view) => {
      if (run.options.stop?.aborted) return undefined;
      if (!sameRecord(current, candidate.stored)) return undefined;
      if (claimOfAnother(change.names, candidate.name, view, claims) !== undefined) return undefined;
      if (change.names.some((one) => view.overtaken.has(one))) return undefined;
      const attempts = [...abandoned(candidate.stored), attempt];
      return nextRecord(
        current?.record,
        findingsOf(judged, 'Applying', run, { attempts }),
        attempt.startedAt,
        run.options.version,
      );
    },
  };
}
