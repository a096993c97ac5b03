import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { CLAIMS, END, NOTHING, REMOVES, settle, SETTLED, SLOW, stagedPlaces } from './matrix.ts';
import { changesSomething } from './requests.ts';
import { killedAt, type RequestPlace } from './run.ts';
import type { Stage, Staged } from './stages.ts';
import { whatIsLeft, type Left } from './state.ts';
import { crashWorld } from './world.ts';

const PLACES = stagedPlaces('Requests');
/** Only its sender would know whether a request that changes nothing was answered. */
const READING = PLACES.filter(({ name }) => !changesSomething(name)).map((place) => at(place, 'before'));
/** When all is recorded there is nothing left that a read could spoil; `npm run crash-matrix` goes through those as well. */
const READING_LATER = READING.filter(({ stage }) => stage === 'claimed' || stage === 'recording');
const WRITING = PLACES.filter(({ name }) => changesSomething(name)).flatMap((place) => [
  at(place, 'before'),
  at(place, 'after'),
]);

function at(place: Staged, when: RequestPlace['when']): RequestPlace {
  return { ...place, when };
}

describe('a run that is killed while it judges', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await crashWorld();
    clone = await world.clone();
  }, SLOW);

  afterAll(async () => world.close());

  it.each(READING.filter(({ stage }) => stage === 'judging'))('by the request $name leaves nothing', async (place) => {
    expect(await killedAt(world, clone, place)).toBe('killed');
    expect(await whatIsLeft(world)).toEqual(NOTHING);
  });

  it('any number of times is made up for by the next run', { timeout: SLOW }, async () => {
    expect(await settle(world)).toEqual(SETTLED);
  });
});

describe.concurrent('a run that is killed', { timeout: SLOW }, () => {
  it.for(WRITING)(
    '$stage, $when the effect of $name, loses and repeats nothing: the next run ends it',
    async (place, { expect }) => {
      await using world = await crashWorld();
      expect(await killedAt(world, await world.clone(), place)).toBe('killed');
      expect(await settle(world)).toEqual(SETTLED);
    },
  );

  // The next run knows nothing but what is left, and from that it starts in the tests above.
  const LEFT: Readonly<Record<Stage, Left>> = { judging: NOTHING, claimed: CLAIMS, recording: REMOVES, reporting: END };
  it.for(READING_LATER)(
    '$stage, by the request $name, leaves what the run had done before',
    async (place, { expect }) => {
      await using world = await crashWorld();
      expect(await killedAt(world, await world.clone(), place)).toBe('killed');
      expect(await whatIsLeft(world)).toEqual(LEFT[place.stage]);
    },
  );
});
