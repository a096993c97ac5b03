import { rm } from 'node:fs/promises';
import { onTestFinished, expect, it } from 'vitest';
import { worldWithHistory } from '../../bench/build-history.ts';
import { gitShim } from '../crash/git-shim.ts';
import { phases, reinstate, type Reconciled } from './program.ts';
import { approvedRequest } from './request.ts';

/** What one run with one pending request asks of git and of every system, after this many settled ones. */
async function asked(settled: number): Promise<Readonly<Record<string, number>>> {
  const { world, clone } = await worldWithHistory(settled);
  const shim = await gitShim();
  onTestFinished(async () => {
    await world.close();
    await shim[Symbol.asyncDispose]();
    await rm(clone, { recursive: true, force: true, maxRetries: 20 });
  });
  await approvedRequest(world, 'pending');
  await world.git(['fetch', '--quiet', 'origin'], clone);
  const before = world.requests.length;
  const { stdout } = await reinstate(world, clone, ['reconcile', '--json'], await shim.env());
  const run: Reconciled = JSON.parse(stdout);
  expect(phases(run)).toEqual({ 'contoso/pending': 'Unblocked' });
  const requests = world.requests.slice(before).map(({ system }) => system);
  const commands = (await shim.commands()).map(({ stage, name }) => `${stage}: git ${name}`);
  const counts = Map.groupBy([...requests, ...commands], (one) => one);
  return Object.fromEntries([...counts].map(([one, all]) => [one, all.length]));
}

it('a run starts as many processes of git and asks every system as often after many settled requests as after few', async () => {
  expect(await asked(400)).toEqual(await asked(5));
});
