import { describe, expect, it } from 'vitest';
import { liftingOf, nextMidnight } from '../../src/overview/lifting.ts';
import { row } from '../decision/build.ts';

const NOW = '2026-11-23T12:00:00.000Z';

describe('a block that lifts by itself', () => {
  it.each([
    ['2026-11-23T07:41:00.000Z', '2026-11-24T00:00:00.000Z'],
    ['2026-11-23T23:59:59.999Z', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['2026-12-31T23:59:59.000Z', '2027-01-01T00:00:00.000Z'],
    ['2028-02-28T12:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ])('of %s does so at %s', (from, at) => {
    expect(nextMidnight(from)).toBe(at);
  });

  it('is overdue once that is over', () => {
    const temporary = row({ temporary: true });
    const at = '2026-11-23T00:00:00.000Z';
    expect(liftingOf(temporary, '2026-11-22T07:41:00.000Z', at)).toEqual({ kind: 'byItself', at, overdue: false });
    expect(liftingOf(temporary, '2026-11-22T07:41:00.000Z', NOW)).toEqual({ kind: 'byItself', at, overdue: true });
  });

  it('does so at a time that is not known where that of the restriction is not', () => {
    expect(liftingOf(row({ temporary: true }), null, NOW)).toEqual({ kind: 'byItself', at: null, overdue: false });
  });
});

describe('another block', () => {
  it('stays where the row says so', () => {
    expect(liftingOf(row({ temporary: false }), NOW, NOW)).toEqual({ kind: 'stays' });
  });

  it('is not known to stay or to lift where the row says nothing', () => {
    expect(liftingOf(row({ temporary: undefined }), NOW, NOW)).toEqual({ kind: 'notSaid', expiresAt: null });
    const expiresAt = '2026-12-01T00:00:00.000Z';
    const connector = row({ temporary: undefined, connector: { expiresAt } });
    expect(liftingOf(connector, NOW, NOW)).toEqual({ kind: 'notSaid', expiresAt });
  });
});
