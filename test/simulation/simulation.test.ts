import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const SEEDS = 1_000;

describe('the simulated reconciler', () => {
  it('tells the same story for the same seed, step by step', async () => {
    const [first, second] = [await simulate(7), await simulate(7)];
    expect(second).toEqual(first);
    expect((await simulate(7, { trace: true })).fingerprint).toBe(first.fingerprint);
    expect((await simulate(8)).fingerprint).not.toBe(first.fingerprint);
  });

  it(`breaks no rule in ${SEEDS} stories`, { timeout: 600_000 }, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { violation } = await simulate(seed);
      expect(violation && `seed ${seed}: ${violation.rule}: ${violation.text}`).toBeUndefined();
    }
  });
});
