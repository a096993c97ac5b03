import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordOf } from './program.ts';
import { approvedRequest } from './request.ts';

describe('an outage', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
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
  });

  it('that is over leaves nothing behind: the next run unblocks', async () => {
    const outage = world.faults.add({ system: 'graph', times: Infinity, fault: { status: 503 } });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Pending' });
    outage.remove();
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
  });

  it('is told by the record, as a condition that is not known', async () => {
    world.faults.add({ system: 'github', match: { path: /\/reviews/u }, fault: { status: 403 } });
    await reconcile(world, clone);
    expect(await recordOf(world, 'alice')).toMatchObject({
      phase: 'Pending',
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'Approved', status: 'Unknown' })]),
    });
  });
});
