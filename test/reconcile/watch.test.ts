import { describe, expect, it } from 'vitest';
import type { Restriction, RestrictionList } from '../../src/ports/exchange.ts';
import { watchUnblock } from '../../src/reconcile/watch.ts';
import { nextRecord, type Condition, type UnblockRecord } from '../../src/records/record.ts';
import { findings } from '../records/build.ts';

const LIFTED = '2026-11-23T07:00:00.000Z';
const UNBLOCKED = '2026-11-23T10:00:00.000Z';
const WITHIN = '2026-11-24T09:00:00.000Z';
const AFTER = '2026-11-24T10:00:00.001Z';

function unblocked(verified: Condition['status'] = 'True', over: Partial<UnblockRecord> = {}): UnblockRecord {
  const claimed = nextRecord(undefined, findings({ phase: 'Applying' }), UNBLOCKED, '0.1.0');
  const restriction = {
    createdAt: LIFTED,
    changedAt: null,
    fencedAt: LIFTED,
    reason: { kind: 'other' as const, raw: '' },
  };
  const conditions = [
    { type: 'Applied' as const, status: 'True' as const, reason: 'Unblocked', message: '' },
    {
      type: 'Verified' as const,
      status: verified,
      reason: verified === 'True' ? 'NotListed' : 'StillListed',
      message: '',
    },
  ];
  const record = nextRecord(claimed, findings({ phase: 'Unblocked', conditions, restriction }), UNBLOCKED, '0.1.0');
  return { ...record, ...over };
}

function list(observedAt: string, ...rows: readonly Partial<Restriction>[]): RestrictionList {
  const restrictions = rows.map((row): Restriction => {
    return {
      entity: { mailbox: 'alice@contoso.com' },
      createdAt: LIFTED,
      changedAt: undefined,
      unreadableTime: false,
      temporary: false,
      reason: { kind: 'other', raw: '' },
      ...row,
    };
  });
  return { complete: true, observedAt, restrictions };
}

function said(record: UnblockRecord, shown: RestrictionList): readonly string[] {
  return watchUnblock(record, shown).map(({ type, status, reason }) => `${type} ${status} ${reason}`);
}

describe('an unblock', () => {
  it.each<[string, UnblockRecord, RestrictionList, readonly string[]]>([
    ['has nothing new while the day lasts', unblocked(), list(WITHIN), ['Verified True NotListed']],
    [
      'is restored as far as anybody can tell once the day is over',
      unblocked(),
      list(AFTER),
      ['Verified True NotListed', 'SendingRestored Unknown PropagationElapsed'],
    ],
    ['is verified by a later list', unblocked('Unknown'), list(WITHIN), ['Verified True NotListed']],
    ['is not verified while its restriction is listed', unblocked('Unknown'), list(WITHIN, {}), []],
    [
      'whose restriction never left the list in a day asks for support',
      unblocked('Unknown'),
      list(AFTER, {}),
      ['SendingRestored False StillListed'],
    ],
    [
      'that is followed by a newer restriction did not hold',
      unblocked(),
      list(WITHIN, { createdAt: '2026-11-23T12:00:00.000Z' }),
      ['RestrictedAgain True NewRestriction'],
    ],
    [
      'did not hold where the same row changed since',
      unblocked(),
      list(WITHIN, { changedAt: '2026-11-23T12:00:00.000Z' }),
      ['RestrictedAgain True NewRestriction'],
    ],
    [
      'held where the newer restriction came after the day',
      unblocked(),
      list('2026-11-26T00:00:00.000Z', { createdAt: '2026-11-25T12:00:00.000Z' }),
      ['Verified True NotListed', 'SendingRestored Unknown PropagationElapsed'],
    ],
    [
      'of another address says nothing',
      unblocked(),
      list(AFTER, { entity: { mailbox: 'bob@contoso.com' }, createdAt: '2026-11-23T12:00:00.000Z' }),
      ['Verified True NotListed', 'SendingRestored Unknown PropagationElapsed'],
    ],
    ['is not judged by a row without a time', unblocked('Unknown'), list(WITHIN, { createdAt: undefined }), []],
  ])('%s', (_, record, shown, expected) => {
    expect(said(record, shown)).toEqual(expected);
  });

  it('is not judged by what an incomplete list lacks, but by what it shows', () => {
    const incomplete = { complete: false, reason: 'a page is missing', remedy: 'retry' } as const;
    expect(said(unblocked('Unknown'), { ...list(AFTER), ...incomplete })).toEqual([]);
    const again = { ...list(WITHIN, { createdAt: '2026-11-23T12:00:00.000Z' }), ...incomplete };
    expect(said(unblocked(), again)).toEqual(['RestrictedAgain True NewRestriction']);
  });

  it.each(['SendingRestored', 'RestrictedAgain'] as const)('is watched no longer once it has %s', (type) => {
    const final: Condition = { type, status: 'True', reason: 'Final', message: '', observedAt: UNBLOCKED };
    const record = unblocked();
    expect(said({ ...record, conditions: [...record.conditions, final] }, list(AFTER))).toEqual([]);
  });

  it('is watched only where it was one', () => {
    expect(said({ ...unblocked(), phase: 'Denied' }, list(AFTER))).toEqual([]);
  });
});
