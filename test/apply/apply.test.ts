import { describe, expect, expectTypeOf, it } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ExchangeWriter } from '../../src/ports/exchange.ts';
import { plan, type Change } from '../../src/plan/plan.ts';
import { claimed, type ClaimedChange } from '../../src/records/claim.ts';
import { decided } from '../decision/build.ts';

const LEASE_MS = 60_000;

function clockAt(monotonicMs: number): Clock {
  return { now: () => '2026-11-23T10:00:00.000Z', monotonicMs: () => monotonicMs, sleep: async () => undefined };
}

function claimedAt(ms: number, listedAtMs = ms): ClaimedChange {
  const decision = decided({});
  const planned = decision.outcome === 'approved' ? plan([decision], 20) : undefined;
  const change = planned && 'changes' in planned ? planned.changes[0] : undefined;
  if (!change) throw new Error('nothing was planned');
  return claimed(
    change,
    { run: '1/1', startedAt: '2026-11-23T10:00:00.000Z', leaseMs: LEASE_MS, result: 'claimed' },
    { claimedAtMs: ms, listedAtMs },
  );
}

function writer(log: unknown[], fails = false): ExchangeWriter {
  return {
    remove: async (entity, { sendBeforeMs, giveUpAtMs }) => {
      log.push({ entity, sendBeforeMs, giveUpAtMs });
      if (fails) throw new Error('socket hang up');
      return { kind: 'accepted' };
    },
  };
}

describe('apply', () => {
  it('sends one remove for a claimed change and gives it up at the end of the lease', async () => {
    const log: unknown[] = [];
    const [applied] = await apply([claimedAt(1_000)], writer(log), clockAt(1_000));
    expect(applied?.answer).toEqual({ kind: 'accepted' });
    expect(log).toEqual([{ entity: { mailbox: 'alice@contoso.com' }, sendBeforeMs: 31_000, giveUpAtMs: 61_000 }]);
  });

  it.each([
    ['at the end of the first half of the lease', 31_000, 1],
    ['just after it', 31_001, 0],
    ['long after the lease', 500_000, 0],
  ])('%s sends %i → %i removes', async (_, now, removes) => {
    const log: unknown[] = [];
    const [applied] = await apply([claimedAt(1_000)], writer(log), clockAt(now));
    expect(log).toHaveLength(removes);
    expect(applied?.answer.kind).toBe(removes === 1 ? 'accepted' : 'notSent');
  });

  it('sends nothing more once the run is told to stop', async () => {
    const log: unknown[] = [];
    const stop = new AbortController();
    const stopping: ExchangeWriter = {
      remove: async (entity, window) => {
        stop.abort();
        return writer(log).remove(entity, window);
      },
    };
    const changes = Array.from({ length: 3 }, () => claimedAt(1_000));
    const applied = await apply(changes, stopping, clockAt(1_000), stop.signal);
    expect(applied.map(({ answer }) => answer.kind)).toEqual(['accepted', 'notSent', 'notSent']);
    expect(log).toHaveLength(1);
  });

  it.each([
    ['a minute', 60_000, 1],
    ['more than a minute', 60_001, 0],
  ])('judged on a list that is %s old sends it or not', async (_, now, removes) => {
    const log: unknown[] = [];
    await apply([claimedAt(50_000, 0)], writer(log), clockAt(now));
    expect(log).toHaveLength(removes);
  });

  it('calls what a writer throws ambiguous: it may have arrived', async () => {
    const [applied] = await apply([claimedAt(0)], writer([], true), clockAt(0));
    expect(applied?.answer).toEqual({ kind: 'ambiguous', message: 'socket hang up' });
  });

  it('takes claimed changes only: what was merely planned does not compile', () => {
    expectTypeOf<Parameters<typeof apply>[0][number]>().toEqualTypeOf<ClaimedChange>();
    expectTypeOf<Change>().not.toExtend<ClaimedChange>();
    expectTypeOf<Omit<ClaimedChange, symbol>>().not.toExtend<ClaimedChange>();
  });
});
