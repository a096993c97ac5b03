import { describe, expect, it } from 'vitest';
import { boundariesInCode } from './code-boundaries.ts';
import { gitShim } from './git-shim.ts';
import { kindsOf, placesInDocument, SLOW, stagedPlaces } from './matrix.ts';
import { requestsOfOneRun } from './run.ts';
import { crashWorld } from './world.ts';

/** What git and @azure/identity send beside the one thing they were called for. */
const OF_LIBRARIES = new Set(['git fetch: refs', 'git push: refs', 'entra configuration']);

describe('docs/crash-matrix.md', () => {
  it('lists every kind of request and of git command that a run makes, in its stage', { timeout: SLOW }, async () => {
    await using world = await crashWorld();
    await using shim = await gitShim();
    const requests = await requestsOfOneRun(world, await world.clone(), await shim.env());
    expect(kindsOf(requests)).toEqual(kindsOf(stagedPlaces('Requests')));
    expect(kindsOf(await shim.commands())).toEqual(kindsOf(stagedPlaces('Git commands')));
  });

  it('lists every place where the code leaves its process, and no other', () => {
    const listed = [
      ...stagedPlaces('Requests').map(({ name }) => name),
      ...stagedPlaces('Git commands').map(({ name }) => `git ${name}`),
      ...placesInDocument('Files').map((name) => `file ${name}`),
      ...placesInDocument('Elsewhere'),
    ];
    const own = [...new Set(listed)].filter((name) => !OF_LIBRARIES.has(name));
    expect(boundariesInCode()).toEqual(own.toSorted());
  });
});
