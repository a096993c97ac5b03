import { isDeepStrictEqual } from 'node:util';
import type { RestrictionList } from '../ports/exchange.ts';
import type { Drift } from '../records/drift.ts';
import type { UnblockRecord } from '../records/record.ts';
import { look, NOTHING_SEEN, type Fate, type Sightings } from '../records/sightings.ts';
import type { RecordsView } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import type { Candidate } from './desired.ts';
import { isBinding, type FoundClaims } from './found-claims.ts';
import type { History, PastUnblock } from './history.ts';
import type { TenantReading } from './types.ts';

/** What a run knows of removes and requests when it compares the list with what was seen before. */
export interface Known {
  readonly candidates: readonly Pick<Candidate, 'request'>[];
  readonly history: History;
  /** What this run has had lifted itself. */
  readonly lifted: readonly Omit<PastUnblock, 'at'>[];
  /** The claims it found. */
  readonly claims: FoundClaims;
}

/** What is remembered of the list; nothing where the memory is damaged. */
function sightingsIn({ drift }: Pick<RecordsView, 'drift'>): Sightings {
  return drift === undefined || 'damaged' in drift ? NOTHING_SEEN : drift;
}

/** Whether two readings of the branch remember the same of the list: if not, another run has looked in between. */
export function rememberSame(a: Pick<RecordsView, 'drift'>, b: Pick<RecordsView, 'drift'>): boolean {
  const [one, other] = [a, b].map(sightingsIn).map(({ seen, cleared }) => ({ seen, cleared }));
  return isDeepStrictEqual(one, other);
}

/** The memory after a look at the list; as it was where there is no list. */
export function lookAgain(
  view: RecordsView,
  list: RestrictionList | null,
  known: Known,
  { policy }: Pick<TenantReading, 'policy'>,
): Sightings {
  const before = sightingsIn(view);
  if (!list) return before;
  const requested = new Set(known.candidates.map(({ request }) => entityKey(request.entity)));
  return look(before, list, {
    requested: ({ entity, createdAt }) =>
      requested.has(entityKey(entity)) ||
      known.history.settlements.some(
        (one) => one.entity === entityKey(entity) && createdAt !== undefined && isLater(one.at, createdAt),
      ),
    fate: (gone) => fateOf(gone, view, known),
    countsForMs: policy.limits.unblocksPerEntity.withinMs,
  });
}

function fateOf({ entity, createdAt }: Sightings['seen'][number], view: RecordsView, known: Known): Fate {
  const removes = [...known.lifted, ...known.history.unblocks].filter((one) => one.entity === entity);
  const ours = removes.some(
    ({ restriction }) => restriction === null || createdAt === null || !isLater(createdAt, restriction),
  );
  if (ours) return 'ours';
  const claimed = [...view.open].some(
    ([name, stored]) =>
      stored.record.phase === 'Applying' &&
      entityKey(stored.record.request.entity) === entity &&
      (isBinding(name, stored, known.claims) || mayHaveLifted(stored.record, createdAt, known.history)),
  );
  return claimed ? 'claimed' : 'foreign';
}

/** A claim that binds nobody any more still stands: where a run made it, it may have been what lifted this. */
function mayHaveLifted(
  { request, restriction }: UnblockRecord,
  createdAt: Timestamp | null,
  history: History,
): boolean {
  const key = entityKey(request.entity);
  const isMade = history.unresolved.some((one) => one.request === request.id && one.entity === key);
  return isMade && (createdAt === null || !restriction || !isLater(createdAt, restriction.fencedAt));
}

/** What was cleared outside counts in the cap like an unblock of ours. */
export function clearedAsUnblocks({ cleared }: Sightings): readonly PastUnblock[] {
  return cleared.map(({ entity, noticedAt }) => ({ entity, at: noticedAt, restriction: null }));
}

/** The drift that the list shows, compared with what requests ask for and what was seen before. */
export function driftOf({ seen, cleared }: Sightings, { policy }: Pick<TenantReading, 'policy'>): readonly Drift[] {
  const { tenant, limits } = policy;
  return [
    ...seen
      .filter(({ requested }) => !requested)
      .map(({ entity, createdAt }): Drift => {
        const message = 'restricted, and no request asks to lift it';
        return { kind: 'Unrequested', tenant, entity, id: null, since: createdAt, message };
      }),
    ...cleared.map(({ entity, createdAt, noticedAt }): Drift => {
      const until = plus(noticedAt, limits.unblocksPerEntity.withinMs);
      const what = `the restriction of ${createdAt ?? 'an unknown time'} is gone without a remove of ours`;
      const message = `${what}; counted in the cap until ${until}`;
      return { kind: 'ClearedOutside', tenant, entity, id: null, since: noticedAt, message };
    }),
  ];
}
