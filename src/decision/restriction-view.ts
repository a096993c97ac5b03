import type { Restriction, RestrictionList } from '../ports/exchange.ts';
import { entityKey, type Entity } from '../request/entity.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import { laterOf, type Timestamp } from '../support/timestamp.ts';

/** What one reading of the restricted entities says about one account. Plain JSON. */
export interface RestrictionView {
  readonly observedAt: Timestamp;
  /** Whether the list arrived whole; only then is absence a fact. */
  readonly list: { readonly complete: true } | { readonly complete: false; readonly reason: string };
  /** Rows of the entity that the request names. */
  readonly named: readonly Restriction[];
  /** Rows of other addresses of the same account. */
  readonly others: readonly Restriction[];
}

/** Picks what a list says about an entity and the other addresses of its account. */
export function viewOf(list: RestrictionList, entity: Entity, addresses: readonly string[]): RestrictionView {
  const name = entityKey(entity);
  const others = new Set(addresses.filter((address) => address !== name));
  return {
    observedAt: list.observedAt,
    list: list.complete ? { complete: true } : { complete: false, reason: list.reason },
    named: list.restrictions.filter((row) => entityKey(row.entity) === name).map(asJudged),
    others: list.restrictions.filter((row) => others.has(entityKey(row.entity))).map(asJudged),
  };
}

/** A row as decisions see it and records keep it: without what is only there for people to read. */
function asJudged(row: Restriction): Restriction {
  const { entity, createdAt, changedAt, unreadableTime, temporary, reason, unread } = row;
  const judged = { entity, createdAt, changedAt, unreadableTime, temporary, reason };
  return unread ? { ...judged, unread } : judged;
}

/** The restriction a request answers: what the record shows and what a claim is bound to. */
export interface ObservedRestriction {
  readonly createdAt: Timestamp;
  readonly changedAt: Timestamp | null;
  /** The time that attestations and reviews must be later than. */
  readonly fencedAt: Timestamp;
  readonly reason: Restriction['reason'];
}

/**
 * The newest of the account's rows with the time that fences it. Unknown where any row lacks a readable time: the
 * unreadable one could be the newest. Undefined where no row names the entity.
 */
export function observedRestriction(
  view: RestrictionView,
  fence: 'changed' | 'created',
): Reading<ObservedRestriction> | undefined {
  if (view.named.length === 0) return undefined;
  const rows = [...view.named, ...view.others].map((row) => observe(row, fence));
  const unreadable = rows.find((row) => !row.known);
  if (unreadable) return unreadable;
  return rows.reduce((newest, row) =>
    row.known && newest.known && row.value.fencedAt > newest.value.fencedAt ? row : newest,
  );
}

/** When the named entity itself was restricted last, by the time that fences; undefined where no such time can be read. */
export function namedAt({ named }: RestrictionView, fence: 'changed' | 'created'): Timestamp | undefined {
  const times = named.map((row) => observe(row, fence)).flatMap((row) => (row.known ? [row.value.fencedAt] : []));
  return times.toSorted().at(-1);
}

function observe(row: Restriction, fence: 'changed' | 'created'): Reading<ObservedRestriction> {
  const { createdAt, changedAt, reason } = row;
  if (createdAt === undefined) return unknown(`the row has no readable created time${asItStands(row)}`);
  if (fence === 'changed' && row.unreadableTime) {
    return unknown(`the row has a changed time that can not be read${asItStands(row)}`);
  }
  const fencedAt = fence === 'changed' && changedAt !== undefined ? laterOf(createdAt, changedAt) : createdAt;
  return known({ createdAt, changedAt: changedAt ?? null, fencedAt, reason });
}

/** What the row says instead of a time, so that whoever has to look into it sees it. */
function asItStands({ unread = {} }: Restriction): string {
  const times = Object.entries(unread).filter(([name]) => /time/iu.test(name));
  const told = times.map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return told.length === 0 ? '' : `: it says ${told.join(', ')}`;
}
