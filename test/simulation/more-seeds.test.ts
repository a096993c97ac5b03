import { expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const FROM = 1_001;
const SEEDS = 1_000;

/** A file of its own, so that two workers share the stories. */
it(`breaks no rule in ${SEEDS} more stories`, { timeout: 600_000 }, async () => {
  for (let seed = FROM; seed < FROM + SEEDS; seed += 1) {
    const { violation } = await simulate(seed);
    expect(violation && `seed ${seed}: ${violation.rule}: ${violation.text}`).toBeUndefined();
  }
});
