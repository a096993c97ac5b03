import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordOf } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress' };
const RECORDS = 'reinstate/records/contoso';

describe('a claim whose end nobody knows', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ policy: { limits: { claimLease: '8s' } } });
    addPeople(world);
    clone = await world.clone();
    await approvedRequest(world, 'alice');
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { reset: true } });
    await reconcile(world, clone);
  });

  afterEach(async () => world.close());

  const lists = (): number => world.tenant.log.filter(({ cmdlet }) => cmdlet === 'Get-BlockedSenderAddress').length;

  it('is waited for by a new request, though its own file asks for somebody else by now', async () => {
    addSecuredMailbox(world, 'bob@contoso.com');
    await landed(world, { [pathOf('alice')]: goodRequest(world, 'bob@contoso.com') });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    await landed(world, { [pathOf('again')]: goodRequest(world, 'alice@contoso.com') });
    const before = lists();
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/again': 'Unblocked' });
    // Two a lease apart before the remove, and one after it.
    expect(lists() - before).toBe(3);
  });

  it('makes nobody wait for days, whatever lease is written into its record', async () => {
    const forged = JSON.stringify(await recordOf(world, 'alice')).replace('"leaseMs":8000', '"leaseMs":3000000000');
    await world.forge.commit({ branch: RECORDS, files: { 'records/alice.json': forged }, author: 'octocat' });
    await landed(world, { [pathOf('again')]: goodRequest(world, 'alice@contoso.com') });
    const run = await reconcile(world, clone);
    expect(run.drift).toContainEqual(expect.objectContaining({ kind: 'RecordDamaged', id: 'contoso/alice' }));
    expect(phases(run)).toEqual({ 'contoso/again': 'Unblocked' });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
  });
});

describe('a claim that is found past the time of its request', () => {
  it.each([
    ['still shows the entity', { reset: true } as const, 'Expired', 0],
    ['shows that it was carried out', { reset: true, when: 'after' } as const, 'Unblocked', 1],
  ])('is resolved first: where the list %s', async (_, fault, phase, removes) => {
    const limits = { claimLease: '4s' };
    await using world = await startSandbox({ policy: { limits } });
    addPeople(world);
    const clone = await world.clone();
    await approvedRequest(world, 'alice');
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault });
    // The list after the remove tells nothing, so the run leaves its claim.
    const match = { cmdlet: 'Get-BlockedSenderAddress' };
    const silence = world.faults.add({ system: 'exchange', match, skip: 1, times: Infinity, fault: { status: 500 } });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Applying' });
    silence.remove();
    const hasty = world.policyYaml({ limits, request: { ttl: '1s' } });
    await world.forge.commit({ files: { '.github/reinstate.yml': hasty }, author: 'octocat' });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': phase });
    expect(world.tenant.effectiveRemoves()).toHaveLength(removes);
  });
});
