import { standsUntil } from '../records/claim.ts';
import type { RecordsView, StoredRecord } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { claimsAhead } from './claims-ahead.ts';
import { mayTakeOver, type Takeover } from './takeover.ts';
import type { TenantReading } from './types.ts';

/** A claim as it stood on the branch when this run read it. */
export interface FoundClaim extends Takeover {
  readonly stored: StoredRecord;
  /** When it is over, whatever GitHub says of its run. */
  readonly until: Timestamp;
  /** Whether its commit comes from the future: no run ends such a claim, as its record can't be believed. */
  readonly ahead: boolean;
}

/** Claims that were found on the branch, by request name. */
export type FoundClaims = ReadonlyMap<string, FoundClaim>;

/** Where nobody looked for claims: each binds. */
export const NO_CLAIMS: FoundClaims = new Map();

/** Finds out of every claim on the branch whether its holder is over, whatever became of its request. */
export async function foundClaims(view: RecordsView, run: TenantReading): Promise<FoundClaims> {
  const ahead = claimsAhead(view, run.policy.tenant, run.ports.clock.now());
  const claims = new Map<string, FoundClaim>();
  for (const [name, stored] of view.open) {
    if (stored.record.phase !== 'Applying') continue;
    const since = ahead.get(name)?.since ?? stored.committedAt;
    const takeover = await mayTakeOver(stored, run, since);
    const until = standsUntil(stored.record.attempts.at(-1), since);
    claims.set(name, { ...takeover, stored, until, ahead: ahead.has(name) });
  }
  return claims;
}

/**
 * Whether a claim of the branch stands in the way of others. Each does until it is ended there; one from the future, which
 * nobody ends, until its holder is over. What its remove may bring about yet is waited for all the same, as the log
 * remembers it: by two lists a lease apart, so that no clock has to be right for that.
 */
export function isBinding(name: string, stored: StoredRecord, claims: FoundClaims): boolean {
  const found = claims.get(name);
  const passed = found?.ahead === true && found.allowed && found.stored.commit === stored.commit;
  return stored.record.phase === 'Applying' && !passed;
}

/** The claim of another request that stands on an account with these names; undefined where none does. */
export function claimOfAnother(
  names: readonly string[],
  name: string,
  view: Pick<RecordsView, 'open'>,
  claims: FoundClaims,
): StoredRecord | undefined {
  return [...view.open].find(
    ([other, stored]) =>
      other !== name && isBinding(other, stored, claims) && names.includes(entityKey(stored.record.request.entity)),
  )?.[1];
}

/** What a request is told that waits for another's claim. */
export function waitsForClaim({ record, commit, committedAt }: StoredRecord, claims: FoundClaims): string {
  const { id } = record.request;
  const found = claims.get(id.slice(id.indexOf('/') + 1));
  const attempt = record.attempts.at(-1);
  const until = found?.stored.commit === commit ? found.until : standsUntil(attempt, committedAt);
  return `${id} holds a claim on the same account (run ${attempt?.run ?? '?'}), until ${until} at most`;
}
