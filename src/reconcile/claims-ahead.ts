import { standsUntil } from '../records/claim.ts';
import type { RecordsView, StoredRecord } from '../records/store.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';

/** A claim whose commit comes from the future, so that its time proves nothing (rule 4). */
export interface ClaimAhead {
  /** When a run first noticed it, by that run's clock. */
  readonly since: Timestamp;
  /** What is said of it: the same for as long as it is the same claim. */
  readonly message: string;
}

const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** Claims whose commits are further ahead of `now` than clocks may differ, by request name. */
export function claimsAhead(
  { open, drift }: Pick<RecordsView, 'open' | 'drift'>,
  tenant: string,
  now: Timestamp,
): ReadonlyMap<string, ClaimAhead> {
  const latest = plus(now, CLOCK_TOLERANCE_MS);
  const ahead = [...open].filter(
    ([, { record, committedAt }]) => record.phase === 'Applying' && isLater(committedAt, latest),
  );
  const told = drift === undefined || 'damaged' in drift ? [] : drift.drift;
  return new Map(
    ahead.map(([name, stored]) => {
      const id = `${tenant}/${name}`;
      const before = told.find((one) => one.kind === 'RecordDamaged' && one.id === id);
      const since = noticedBefore(stored, before, now) ?? now;
      return [name, { since, message: messageOf(stored, since) }];
    }),
  );
}

/** What is remembered counts for this very claim alone, and not where it is a time that is yet to come. */
function noticedBefore(
  stored: StoredRecord,
  before: { readonly since: Timestamp | null; readonly message: string } | undefined,
  now: Timestamp,
): Timestamp | undefined {
  const since = before?.since ?? undefined;
  if (since === undefined || isLater(since, now)) return undefined;
  return before?.message === messageOf(stored, since) ? since : undefined;
}

function messageOf(stored: StoredRecord, since: Timestamp): string {
  const { committedAt, commit, record } = stored;
  const until = standsUntil(record.attempts.at(-1), since);
  const claim = `its claim (${commit.slice(0, 10)}) was committed at ${committedAt}, which is yet to come`;
  return `${claim}: this request waits until the record is mended, others for the same entity until ${until} at most`;
}
