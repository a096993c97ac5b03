import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordOf } from './program.ts';
import { approvedRequest } from './request.ts';

const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress' };

describe('an outage', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ policy: { limits: { claimLease: '2s' } } });
    addPeople(world);
    await approvedRequest(world, 'alice');
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  it.each([
    ['GitHub does not show the reviews', { system: 'github', match: { path: /\/reviews/u }, fault: { status: 403 } }],
    ['GitHub does not show the timeline', { system: 'github', match: { path: /\/timeline/u }, fault: { status: 404 } }],
    [
      'the list of senders can not be read',
      { system: 'exchange', match: { cmdlet: 'Get-BlockedSenderAddress' }, fault: { status: 403 } },
    ],
    [
      'the list of connectors can not be read',
      { system: 'exchange', match: { cmdlet: 'Get-BlockedConnector' }, fault: { status: 403 } },
    ],
    ['Graph does not show the user', { system: 'graph', match: {}, fault: { status: 403 } }],
    ['Entra issues no token', { system: 'entra', match: { path: /token/u }, fault: { status: 401 } }],
  ] as const)('is waited out where %s', async (_, fault) => {
    world.faults.add({ ...fault, times: Infinity });
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Pending' },
      exitCode: 3,
    });
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'))).toEqual([]);
    world.faults.clear();
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
  });

  it('after the remove took effect ends in Unblocked by the list, with one remove', async () => {
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { reset: true, when: 'after' } });
    const run = await reconcile(world, clone);
    expect(phases(run)).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(await recordOf(world, 'alice')).toMatchObject({ attempts: [{ result: 'ambiguous' }] });
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet === REMOVE.cmdlet)).toHaveLength(1);
  });

  it('before the remove took effect stays Applying, and the next run sends it again after two lists a lease apart', async () => {
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { reset: true } });
    const first = await reconcile(world, clone);
    expect({ phases: phases(first), exitCode: first.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Applying' },
      exitCode: 3,
    });
    const listsBefore = world.tenant.log.filter(({ cmdlet }) => cmdlet === 'Get-BlockedSenderAddress').length;
    const second = await reconcile(world, clone);
    expect(phases(second)).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
    const lists = world.tenant.log.filter(({ cmdlet }) => cmdlet === 'Get-BlockedSenderAddress').length - listsBefore;
    expect(lists).toBe(3);
  });

  it('of the right to remove leaves the request Pending', async () => {
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { status: 403 } });
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Pending' },
      exitCode: 3,
    });
  });

  it('is not what a definite refusal is: that one is final, with the text the tenant gave', async () => {
    world.tenant.settings.unblockLimit = 0;
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Failed' },
      exitCode: 1,
    });
    expect(run.results[0]?.reason).toContain('Support');
  });

  it('of the first tenant does not hold up the records of what was decided before', async () => {
    world.faults.add({ system: 'github', match: { path: /\/reviews/u }, fault: { status: 403 } });
    await reconcile(world, clone);
    expect(await recordOf(world, 'alice')).toMatchObject({
      phase: 'Pending',
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'Approved', status: 'Unknown' })]),
    });
  });
});
