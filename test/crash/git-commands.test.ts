import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { gitShim, type GitPlace, type GitShim } from './git-shim.ts';
import { CLAIMS, END, NOTHING, REMOVES, settle, SETTLED, SLOW, stagedPlaces } from './matrix.ts';
import { runWith } from './run.ts';
import { whatIsLeft, type Left } from './state.ts';
import { crashWorld } from './world.ts';

/** Killed before a command is killed after the one that came before it. */
const PLACES = stagedPlaces('Git commands').map((place): GitPlace => ({ ...place, when: 'after' }));
/** All but a push works on this machine alone. */
const WHILE_JUDGING = PLACES.filter(({ stage, name }) => stage === 'judging' && name !== 'push');
/** What only reads there leaves what these leave; `npm run crash-matrix` goes through all of it. */
const LATER = PLACES.filter((place) => !WHILE_JUDGING.includes(place) && ['fast-import', 'push'].includes(place.name));

function leftAt({ stage, name }: GitPlace): Left {
  if (stage === 'judging') return name === 'push' ? CLAIMS : NOTHING;
  return stage === 'claimed' ? REMOVES : END;
}

describe('a run that is killed while it judges', () => {
  let world: Sandbox;
  let clone: string;
  let shim: GitShim;

  beforeAll(async () => {
    [world, shim] = await Promise.all([crashWorld(), gitShim()]);
    clone = await world.clone();
  }, SLOW);

  afterAll(async () => {
    await Promise.all([world.close(), shim[Symbol.asyncDispose]()]);
  });

  it.each(WHILE_JUDGING)('after git $name leaves nothing', async (place) => {
    expect(await runWith(shim, place, world, clone)).toBe('killed');
    expect(await whatIsLeft(world)).toEqual(leftAt(place));
  });

  it('any number of times is made up for by the next run', { timeout: SLOW }, async () => {
    expect(await settle(world)).toEqual(SETTLED);
  });
});

describe.concurrent('a run that is killed', { timeout: SLOW }, () => {
  it.for(LATER)('$stage, after git $name, leaves what it had done by then', async (place, { expect }) => {
    await using world = await crashWorld();
    await using shim = await gitShim();
    expect(await runWith(shim, place, world, await world.clone())).toBe('killed');
    expect(await whatIsLeft(world)).toEqual(leftAt(place));
  });
});
