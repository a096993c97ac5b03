import type { GitHubReader } from '../ports/github.ts';
import { standsUntil } from '../records/claim.ts';
import type { Attempt } from '../records/record.ts';
import type { StoredRecord } from '../records/store.ts';
import { read } from '../support/read.ts';
import { toEpochMs, type Timestamp } from '../support/timestamp.ts';
import type { Candidate } from './desired.ts';
import type { TenantReading } from './types.ts';

/** Whether a claim found on the branch may be taken over, and why or why not. */
export type Takeover = { readonly allowed: boolean; readonly reason: string };

/** Whether a candidate stands under a claim that was made for these very bytes. */
export function claimedSame(candidate: Candidate): boolean {
  return isClaimed(candidate) && candidate.stored?.record.request.blob === candidate.blob;
}

/** Whether a candidate stands under a claim. */
export function isClaimed({ stored }: Candidate): boolean {
  return stored?.record.phase === 'Applying';
}

/**
 * A claim is taken over only when its run attempt has ended, or when it stood unchanged for one and a half leases by its
 * commit's time (rule 4), or since it was first noticed where that time can't be believed. A claim of this very run
 * attempt is a restart of it and may be resumed likewise.
 */
export async function mayTakeOver(
  stored: StoredRecord,
  run: TenantReading,
  since: Timestamp = stored.committedAt,
): Promise<Takeover> {
  const attempt = stored.record.attempts.at(-1);
  if (!attempt) return { allowed: true, reason: 'the record holds no claim' };
  const until = standsUntil(attempt, since);
  if (attempt.result !== 'claimed') return { allowed: true, reason: `its attempt ended ${attempt.result}` };
  if (toEpochMs(run.ports.clock.now()) >= toEpochMs(until))
    return { allowed: true, reason: 'its claim stood too long' };
  const ended = await hasEnded(attempt.run, run.ports.github);
  return ended
    ? { allowed: true, reason: `run ${attempt.run} has ended` }
    : { allowed: false, reason: `run ${attempt.run} holds the claim, until ${until} at most` };
}

async function hasEnded(run: string, github: GitHubReader): Promise<boolean> {
  const [id = '', attempt = ''] = run.split('/');
  if (!/^\d+$/u.test(id) || !/^\d+$/u.test(attempt)) return false;
  const state = await read(() => github.runAttempt(id, Number(attempt)));
  return state.known && state.value === 'ended';
}

/** The attempts of a record whose claim somebody else ends: what became of it is told by the list, not by the record. */
export function abandoned(stored: StoredRecord | undefined): Attempt[] {
  return (stored?.record.attempts ?? []).map((one) =>
    one.result === 'claimed' ? { ...one, result: 'abandoned' } : one,
  );
}
