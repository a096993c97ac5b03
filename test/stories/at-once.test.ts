import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordCommits, type Reconciled } from './program.ts';
import { approvedRequest } from './request.ts';

const RUNS = ['2001', '2002', '2003', '2004'];

describe('four runs at once', () => {
  let world: Sandbox;
  let runs: readonly Reconciled[];

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    for (const name of ['alice', 'bob']) await approvedRequest(world, name);
    for (const id of RUNS) world.forge.addRun({ id: Number(id) });
    const clone = await world.clone();
    runs = await Promise.all(RUNS.map(async (id) => reconcile(world, clone, { GITHUB_RUN_ID: id })));
  });

  afterAll(async () => world.close());

  it('send one remove for each request between them', () => {
    const removes = world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'));
    expect(removes.map(({ parameters }) => String(parameters['SenderAddress'])).toSorted()).toEqual([
      'alice@contoso.com',
      'bob@contoso.com',
    ]);
  });

  it('write one claim and one outcome for each request', async () => {
    expect(await recordCommits(world)).toBe(4);
  });

  it('say who did it: every request was changed by exactly one of them', () => {
    for (const id of ['contoso/alice', 'contoso/bob']) {
      const changed = runs.filter(({ results }) => results.some((one) => one.id === id && one.changed));
      expect(changed.map((run) => phases(run)[id])).toEqual(['Unblocked']);
    }
  });

  it('never tell a phase that the branch does not hold', () => {
    const told = runs.flatMap((run) => Object.values(phases(run)));
    expect(told.filter((phase) => phase !== 'Unblocked' && phase !== 'Applying')).toEqual([]);
  });
});
