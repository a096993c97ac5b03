import { describe, expect, it } from 'vitest';
import type { Restriction, RestrictionList } from '../../src/ports/exchange.ts';
import { look, NOTHING_SEEN, type Around, type Fate, type Sightings } from '../../src/records/sightings.ts';

const DAY = 24 * 60 * 60 * 1000;
const CREATED = '2026-11-23T07:00:00.000Z';

function row(mailbox: string, over: Partial<Restriction> = {}): Restriction {
  return {
    entity: { mailbox },
    createdAt: CREATED,
    changedAt: undefined,
    unreadableTime: false,
    temporary: false,
    reason: { kind: 'other', raw: '' },
    ...over,
  };
}

function listed(observedAt: string, ...restrictions: readonly Restriction[]): RestrictionList {
  return { complete: true, observedAt, restrictions };
}

function around(fate: Fate = 'foreign', over: Partial<Around> = {}): Around {
  return { requested: () => false, fate: () => fate, countsForMs: 30 * DAY, ...over };
}

const BEFORE = look(NOTHING_SEEN, listed('2026-11-23T08:00:00.000Z', row('alice@contoso.com')), around());
const NEXT = '2026-11-24T08:00:00.000Z';

describe('a restriction that a run has seen', () => {
  it('is remembered with its times, whether it lifts by itself and whether a request spoke of it', () => {
    const changedAt = '2026-11-23T07:30:00.000Z';
    const seen = look(NOTHING_SEEN, listed(NEXT, row('alice@contoso.com', { changedAt })), around());
    expect(seen.seen).toEqual([
      {
        entity: 'alice@contoso.com',
        createdAt: CREATED,
        fencedAt: changedAt,
        temporary: false,
        requested: false,
        told: false,
      },
    ]);
  });

  it('and that is gone without our doing was cleared outside', () => {
    expect(look(BEFORE, listed(NEXT), around())).toEqual({
      seen: [],
      cleared: [{ entity: 'alice@contoso.com', createdAt: CREATED, noticedAt: NEXT }],
    });
  });

  it('counts as requested once it is gone while a claim stands, and not because a list broke off', () => {
    const incomplete: RestrictionList = { ...listed(NEXT), complete: false, reason: 'page 2', remedy: 'retry' };
    expect(look(BEFORE, listed(NEXT), around('claimed')).seen).toMatchObject([{ requested: true }]);
    expect(look(BEFORE, incomplete, around('claimed')).seen).toMatchObject([{ requested: false }]);
  });

  it.each<[string, Sightings, RestrictionList, Around, { seen: number; cleared: number }]>([
    ['that we lifted is forgotten', BEFORE, listed(NEXT), around('ours'), { seen: 0, cleared: 0 }],
    ['under a claim waits for its end', BEFORE, listed(NEXT), around('claimed'), { seen: 1, cleared: 0 }],
    [
      'that lifts by itself is no drift',
      look(NOTHING_SEEN, listed(CREATED, row('alice@contoso.com', { temporary: true })), around()),
      listed(NEXT),
      around(),
      { seen: 0, cleared: 0 },
    ],
    [
      'of which the list does not say whether it lifts by itself counts',
      look(NOTHING_SEEN, listed(CREATED, row('alice@contoso.com', { temporary: undefined })), around()),
      listed(NEXT),
      around(),
      { seen: 0, cleared: 1 },
    ],
    [
      'is not gone from a list that is incomplete',
      BEFORE,
      { ...listed(NEXT), complete: false, reason: 'a page is missing', remedy: 'retry' },
      around(),
      { seen: 1, cleared: 0 },
    ],
    [
      'and that came anew was lifted in between',
      BEFORE,
      listed(NEXT, row('alice@contoso.com', { createdAt: '2026-11-24T07:00:00.000Z' })),
      around(),
      { seen: 1, cleared: 1 },
    ],
    [
      'twice on the list is one',
      BEFORE,
      listed(NEXT, row('alice@contoso.com'), row('alice@contoso.com')),
      around(),
      { seen: 1, cleared: 0 },
    ],
  ])('%s', (_, before, list, known, counts) => {
    const { seen, cleared } = look(before, list, known);
    expect({ seen: seen.length, cleared: cleared.length }).toEqual(counts);
  });

  it('stays requested once a request spoke of it', () => {
    const requested = look(
      BEFORE,
      listed(NEXT, row('alice@contoso.com')),
      around('foreign', { requested: () => true }),
    );
    const later = look(requested, listed(NEXT, row('alice@contoso.com')), around());
    expect(later.seen).toMatchObject([{ requested: true }]);
  });
});

describe('a restriction that was cleared outside', () => {
  const cleared = look(BEFORE, listed(NEXT), around());

  it('is told for as long as it counts in the cap', () => {
    expect(look(cleared, listed('2026-12-24T08:00:00.000Z'), around()).cleared).toHaveLength(1);
    expect(look(cleared, listed('2026-12-24T08:00:00.001Z'), around()).cleared).toEqual([]);
  });

  it('was none where the list shows it again', () => {
    expect(look(cleared, listed(NEXT, row('alice@contoso.com')), around()).cleared).toEqual([]);
  });
});
