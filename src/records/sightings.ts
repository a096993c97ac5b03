import type { Cleared, Seen } from '../generated/drift.ts';
import type { Restriction, RestrictionList } from '../ports/exchange.ts';
import { entityKey } from '../request/entity.ts';
import { isLater, laterOf, plus, type Timestamp } from '../support/timestamp.ts';

/** What runs have seen of a tenant's list, for the next one to compare with. */
export interface Sightings {
  /** On the list when it was last read. */
  readonly seen: readonly Seen[];
  /** Gone from it without a remove of ours, for as long as that counts in the cap. */
  readonly cleared: readonly Cleared[];
}

/** What is known besides the list when it is compared with what was seen before. */
export interface Around {
  /** Whether a request, settled or not, speaks of this restriction. */
  readonly requested: (restriction: Restriction) => boolean;
  /** What became of a restriction that is gone, as far as our own doing goes. */
  readonly fate: (gone: Seen) => Fate;
  /** How long a restriction that was cleared outside counts, in milliseconds. */
  readonly countsForMs: number;
}

/** `ours`: a remove of ours lifted it; `claimed`: one may be doing so right now; `foreign`: none did. */
export type Fate = 'ours' | 'claimed' | 'foreign';

/** Nothing was ever seen. */
export const NOTHING_SEEN: Sightings = { seen: [], cleared: [] };

/**
 * Compares a list with what was seen before. What is gone counts as cleared outside unless a remove of ours lifted it or
 * it lifts by itself; only a complete list shows that something is gone.
 */
export function look(before: Sightings, list: RestrictionList, around: Around): Sightings {
  const now = list.observedAt;
  const listed = distinct(list.restrictions.map((row) => sightingOf(row, before, around)));
  const keys = new Set(listed.map(keyOf));
  const unlisted = before.seen.filter((one) => !keys.has(keyOf(one)));
  // Gone while a claim stands: whoever made it speaks of the restriction, and nobody knows yet whose doing it was.
  const undecided = unlisted.flatMap((one) => {
    if (!list.complete) return [one];
    return around.fate(one) === 'claimed' ? [{ ...one, requested: true }] : [];
  });
  const cleared = unlisted
    .filter((one) => list.complete && around.fate(one) === 'foreign' && one.temporary !== true)
    .map(({ entity, createdAt }) => ({ entity, createdAt, noticedAt: now }));
  const counts = (one: Cleared): boolean => !isLater(now, plus(one.noticedAt, around.countsForMs));
  return {
    seen: inOrder([...listed, ...undecided]),
    cleared: inOrder([...before.cleared, ...cleared].filter((one) => !keys.has(keyOf(one)) && counts(one))),
  };
}

function sightingOf(row: Restriction, before: Sightings, { requested }: Around): Seen {
  const { createdAt = null, changedAt = null, temporary = null } = row;
  const entity = entityKey(row.entity);
  const former = before.seen.find((one) => keyOf(one) === keyOf({ entity, createdAt }));
  return {
    entity,
    createdAt,
    fencedAt: fence(createdAt, changedAt),
    temporary,
    requested: former?.requested === true || requested(row),
    told: former?.told === true,
  };
}

function fence(createdAt: Timestamp | null, changedAt: Timestamp | null): Timestamp | null {
  if (createdAt === null) return null;
  return changedAt === null ? createdAt : laterOf(createdAt, changedAt);
}

/** Duplicate rows are one restriction, the newest of them. */
function distinct(seen: readonly Seen[]): readonly Seen[] {
  const byKey = new Map<string, Seen>();
  for (const one of seen) {
    const other = byKey.get(keyOf(one));
    if (!other || (one.fencedAt ?? '') > (other.fencedAt ?? '')) byKey.set(keyOf(one), one);
  }
  return [...byKey.values()];
}

function inOrder<T extends Pick<Seen, 'entity' | 'createdAt'>>(seen: readonly T[]): readonly T[] {
  return seen.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ entity, createdAt }: Pick<Seen, 'entity' | 'createdAt'>): string {
  return `${entity}\n${createdAt ?? ''}`;
}
