import { describe, expect, it } from 'vitest';
import { stillCounts, timeOf, untimely } from '../../src/drafting/times.ts';
import { ALICE, entityFacts, NOT_ASKED, NOW, RELAY } from './build.ts';

describe('a time as people say it', () => {
  it.each([
    ['now', '2026-11-23T12:00:00.000Z'],
    ['NOW', '2026-11-23T12:00:00.000Z'],
    ['20m', '2026-11-23T11:40:00.000Z'],
    ['2h ago', '2026-11-23T10:00:00.000Z'],
    ['90s', '2026-11-23T11:58:30.000Z'],
    ['2026-11-23T08:30:00+01:00', '2026-11-23T08:30:00+01:00'],
    ['08:30', '08:30'],
    ['99999999999999d', '99999999999999d'],
    ['', ''],
  ])('%s', (text, time) => {
    expect(timeOf(text, NOW)).toBe(time);
  });

  it('is told to the second', () => {
    expect(timeOf('now', '2026-11-23T12:00:00.987Z')).toBe('2026-11-23T12:00:00.000Z');
  });
});

describe('an attestation that would be denied for certain', () => {
  it.each([
    [
      'at the very time of the restriction',
      '2026-11-23T07:41:00Z',
      'is not after 2026-11-23T07:41:00Z, when alice@contoso.com was restricted',
    ],
    ['before it', '2026-11-23T06:00:00Z', 'is not after 2026-11-23T07:41:00Z'],
  ])('was made %s', (_, time, says) => {
    expect(untimely(time, [entityFacts()], NOW)?.says).toContain(says);
  });

  it('is older than the policy allows', () => {
    const parts = { attestations: { maxAge: '90m' } };
    expect(untimely('2026-11-23T10:29:00Z', [entityFacts(ALICE, { parts })], NOW)?.says).toBe(
      '2026-11-23T10:29:00Z is longer ago than the 90 minutes that the policy allows before the merge',
    );
    expect(untimely('2026-11-23T10:30:00Z', [entityFacts(ALICE, { parts })], NOW)).toBeUndefined();
  });

  it('is none where it is later, nor where the restriction is not known', () => {
    expect(untimely('2026-11-23T07:41:01Z', [entityFacts(), entityFacts(RELAY)], NOW)).toBeUndefined();
    expect(untimely('2026-11-23T06:00:00Z', [entityFacts(ALICE, { list: NOT_ASKED })], NOW)).toBeUndefined();
  });
});

describe('an earlier attestation', () => {
  const at = (attestedAt: string) => ({ attestedBy: 'dana@contoso.com', attestedAt });
  it.each([
    ['still counts after the restriction', '2026-11-23T08:00:00.000Z', entityFacts(), true],
    ['has to be new before the restriction', '2026-11-23T07:00:00.000Z', entityFacts(), false],
    ['has to be new where it lies in the future', '2026-11-23T13:00:00.000Z', entityFacts(), false],
    [
      'has to be new where the restriction is not known',
      '2026-11-23T08:00:00.000Z',
      entityFacts(ALICE, { list: NOT_ASKED }),
      false,
    ],
  ])('%s', (_, time, facts, counts) => {
    expect(stillCounts(at(time), [facts], NOW)).toBe(counts);
  });
});
