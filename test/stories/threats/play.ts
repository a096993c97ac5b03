import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { addCast } from './cast.ts';
import { removed, run, stageOf } from './stage.ts';
import type { PlayedThreat } from './threat.ts';

/** Dozens of pull requests are played before the first test. */
const PATIENCE_MS = 240_000;

/** Plays every threat of a table in one world, runs the product once, and tests what it made of each. */
export function playAll(threats: readonly PlayedThreat[], policy: Readonly<Record<string, unknown>> = {}): void {
  let world: Sandbox;
  let result: ReconcileResult;

  beforeAll(async () => {
    world = await startSandbox({ policy: { limits: { unblocksPerRun: 100 }, ...policy } });
    addCast(world);
    for (const { name, play } of threats) await play(stageOf(world, name));
    result = await run(world);
  }, PATIENCE_MS);

  afterAll(async () => world.close());

  it.each(threats)('is $phase for $threat', ({ name, phase, attention, says }) => {
    const found = result.results.find(({ id }) => id === `contoso/${name}`);
    expect(found).toMatchObject({ phase, attention, reason: expect.stringContaining(says) });
  });

  it('removes exactly those that it says it unblocked', () => {
    const unblocked = threats.filter(({ phase }) => phase === 'Unblocked').map(({ name }) => `${name}@contoso.com`);
    const wanted = removed(world).filter((address) => threats.some(({ name }) => address === `${name}@contoso.com`));
    expect(wanted.toSorted()).toEqual(unblocked.toSorted());
    expect(result.failures).toEqual([]);
  });
}
