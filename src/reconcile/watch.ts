import type { Restriction, RestrictionList } from '../ports/exchange.ts';
import { withConditions, type Condition, type UnblockRecord } from '../records/record.ts';
import type { RecordsView, RecordUpdate } from '../records/store.ts';
import { sameEntity } from '../request/entity.ts';
import { isLater, laterOf, plus, type Timestamp } from '../support/timestamp.ts';
import type { RequestResult } from './types.ts';

type Found = Omit<Condition, 'observedAt'>;

/** How long an unblock is watched: Microsoft names 24 hours as the longest until sending works again. */
const WATCH_MS = 24 * 60 * 60 * 1000;

/** An unblocked request of which a run has something new to say. */
export interface Watched {
  readonly name: string;
  readonly id: string;
  readonly found: readonly Found[];
}

/** What the list says about every unblock that is still watched. */
export function watchUnblocks({ watched }: RecordsView, list: RestrictionList | null): readonly Watched[] {
  if (!list) return [];
  return [...watched].flatMap(([name, { record }]): Watched[] => {
    const found = watchUnblock(record, list);
    const changes = withConditions(record, found, list.observedAt) !== record;
    return changes ? [{ name, id: record.request.id, found }] : [];
  });
}

/**
 * What a list says about one unblock: whether it is verified at last, whether it held for the time it is watched, or
 * whether the entity was restricted again within it. That sending works is never proved by a list.
 */
export function watchUnblock(record: UnblockRecord, list: RestrictionList): readonly Found[] {
  const { restriction, request } = record;
  const appliedAt = record.conditions.find(({ type }) => type === 'Applied')?.observedAt;
  if (record.phase !== 'Unblocked' || !appliedAt || record.conditions.some(isFinal)) return [];
  const until = plus(appliedAt, WATCH_MS);
  const rows = list.restrictions.filter((row) => sameEntity(row.entity, request.entity));
  const newer = rows.map(timeOf).find((time) => time !== undefined && isNewer(time, restriction, appliedAt));
  if (newer !== undefined && !isLater(newer, until)) {
    return [found('RestrictedAgain', 'True', 'NewRestriction', `restricted again at ${newer}, after this unblock`)];
  }
  if (!list.complete) return [];
  const lifted = rows.every((row) => newer !== undefined && timeOf(row) === newer);
  const verified = lifted
    ? [found('Verified', 'True', 'NotListed', 'a complete list no longer holds this restriction')]
    : [];
  return isLater(list.observedAt, until) ? [...verified, outcome(lifted, until)] : verified;
}

function isFinal({ type }: Condition): boolean {
  return type === 'SendingRestored' || type === 'RestrictedAgain';
}

/** Newer than what was lifted; where the record does not say what that was, newer than the unblock itself. */
function isNewer(time: Timestamp, restriction: UnblockRecord['restriction'], appliedAt: Timestamp): boolean {
  if (!restriction) return isLater(time, appliedAt);
  const { createdAt, changedAt } = restriction;
  return isLater(time, changedAt === null ? createdAt : laterOf(createdAt, changedAt));
}

function timeOf({ createdAt, changedAt }: Restriction): Timestamp | undefined {
  if (createdAt === undefined) return undefined;
  return changedAt === undefined ? createdAt : laterOf(createdAt, changedAt);
}

function outcome(lifted: boolean, until: Timestamp): Found {
  return lifted
    ? found(
        'SendingRestored',
        'Unknown',
        'PropagationElapsed',
        `not restricted again by ${until}; Microsoft names no longer time until sending works, and no list proves that it does`,
      )
    : found(
        'SendingRestored',
        'False',
        'StillListed',
        `the list still shows this restriction a day after the tenant accepted the remove: open a Microsoft Support case`,
      );
}

function found(type: Found['type'], status: Found['status'], reason: string, message: string): Found {
  return { type, status, reason, message };
}

/** The record update that adds what was found. */
export function watchedUpdate({ name, found: conditions }: Watched, now: Timestamp): RecordUpdate {
  return {
    name,
    next: (current) => {
      if (current?.record.phase !== 'Unblocked') return undefined;
      return current.record.conditions.some(isFinal) ? undefined : withConditions(current.record, conditions, now);
    },
  };
}

/** The result that tells it; one that another run has written meanwhile is not told twice. */
export function watchedResults(watched: readonly Watched[], written: ReadonlySet<string>): readonly RequestResult[] {
  return watched
    .filter(({ name }) => written.has(name))
    .map(({ id, found: conditions }) => ({
      id,
      phase: 'Unblocked',
      changed: true,
      reason: conditions.map(({ message }) => message).join('; '),
      attention: 'none',
    }));
}
