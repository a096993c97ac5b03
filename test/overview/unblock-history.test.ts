import { describe, expect, it } from 'vitest';
import { unblockHistory } from '../../src/overview/unblock-history.ts';

const NOW = '2026-11-23T12:00:00.000Z';
const LIMITS = { unblocksPerRun: 20, unblocksPerEntity: { count: 2, withinMs: 10 * 86_400_000 }, claimLeaseMs: 60_000 };

function history(...days: readonly number[]) {
  const unblocks = days.map((day) => {
    const at = `2026-11-${String(day).padStart(2, '0')}T12:00:00.000Z`;
    return { at, restriction: null, outside: false };
  });
  return unblockHistory(unblocks, LIMITS, NOW);
}

describe('earlier unblocks', () => {
  it('are told with the newest first', () => {
    expect(history(3, 20, 11).earlier.map(({ at }) => at.slice(8, 10))).toEqual(['20', '11', '03']);
  });

  it.each([
    ['none', [], { used: 0, left: 2, nextAt: null }],
    ['one', [20], { used: 1, left: 1, nextAt: null }],
    ['one that is too old to count', [12], { used: 0, left: 2, nextAt: null }],
    ['one a moment before it is', [13], { used: 0, left: 2, nextAt: null }],
    ['as many as are allowed', [15, 20], { used: 2, left: 0, nextAt: '2026-11-25T12:00:00.000Z' }],
    [
      'more, of which all but one have to grow old',
      [15, 18, 20],
      { used: 3, left: 0, nextAt: '2026-11-28T12:00:00.000Z' },
    ],
  ])('use up the cap: %s', (_, days, cap) => {
    expect(history(...days).cap).toEqual({ count: 2, withinMs: LIMITS.unblocksPerEntity.withinMs, ...cap });
  });
});
