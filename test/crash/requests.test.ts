import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultTarget } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { CLAIMS, END, kindsOf, NOTHING, REMOVES, settle, SETTLED, SLOW, stagedPlaces } from './matrix.ts';
import { changesSomething } from './requests.ts';
import { killedAt, type RequestPlace } from './run.ts';
import { followRun, STAGES, type Stage, type Staged } from './stages.ts';
import { whatIsLeft, type Left } from './state.ts';
import { crashWorld, ENTITIES } from './world.ts';

const PLACES = stagedPlaces('Requests');
/** Only its sender would know whether a request that changes nothing was answered. */
const READING = PLACES.filter(({ name }) => !changesSomething(name));
/**
 * What is there while a request is held is what a kill leaves, so that it is looked at and not killed for. That a dying run
 * adds nothing is shown at one request to each system and before the first push; `npm run crash-matrix` kills at all of them.
 */
const READING_KILLED = STAGES.flatMap((stage) => {
  const reading = READING.filter((one) => one.stage === stage);
  const first = reading.filter((one) => one === reading.find(({ name }) => systemOf(name) === systemOf(one.name)));
  return [...first, ...reading.filter((one) => one.name === 'git push: refs' && !first.includes(one))];
}).map((place) => at(place, 'before'));
const LATER = READING_KILLED.filter(({ stage }) => stage === 'claimed' || stage === 'recording');
const WRITING = PLACES.filter(({ name }) => changesSomething(name)).flatMap((place) => [
  at(place, 'before'),
  at(place, 'after'),
]);

function at(place: Staged, when: RequestPlace['when']): RequestPlace {
  return { ...place, when };
}

function systemOf(name: string): string {
  return name.slice(0, name.indexOf(' '));
}

/** What a run has left when it reads: no read comes between two removes. */
const LEFT: Readonly<Record<Stage, Left>> = { judging: NOTHING, claimed: CLAIMS, recording: REMOVES, reporting: END };

describe('a run that reads', () => {
  it('has left by each request what it had done before, and nothing else', { timeout: SLOW }, async () => {
    await using world = await crashWorld();
    const follow = followRun(ENTITIES.length);
    const seen: (Staged & { readonly left: Left })[] = [];
    const look = async (target: FaultTarget): Promise<void> => {
      const staged = follow(target);
      if (!changesSomething(staged.name)) seen.push({ ...staged, left: await whatIsLeft(world) });
    };
    world.faults.add({ times: Infinity, fault: { pause: look } });
    expect(await settle(world)).toEqual(SETTLED);
    expect(kindsOf(seen)).toEqual(kindsOf(READING));
    expect(seen.filter(({ stage, left }) => !isDeepStrictEqual(left, LEFT[stage]))).toEqual([]);
  });
});

describe('a run that is killed while it judges', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await crashWorld();
    clone = await world.clone();
  }, SLOW);

  afterAll(async () => world.close());

  it.each(READING_KILLED.filter(({ stage }) => stage === 'judging'))(
    'by the request $name leaves nothing',
    async (place) => {
      expect(await killedAt(world, clone, place)).toBe('killed');
      expect(await whatIsLeft(world)).toEqual(NOTHING);
    },
  );

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
  it.for(LATER)('$stage, by the request $name, leaves what the run had done before', async (place, { expect }) => {
    await using world = await crashWorld();
    expect(await killedAt(world, await world.clone(), place)).toBe('killed');
    expect(await whatIsLeft(world)).toEqual(LEFT[place.stage]);
  });
});
