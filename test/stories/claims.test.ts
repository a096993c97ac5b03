import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { killedOnce, phases, reconcile, recordOf } from './program.ts';
import { approvedRequest } from './request.ts';

const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress' };

describe('a remove', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    // Long enough for a slow machine to send within its first half, short enough to wait for twice.
    world = await startSandbox({ policy: { limits: { claimLease: '8s' } } });
    addPeople(world);
    await approvedRequest(world, 'alice');
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  it('whose answer is lost ends in Unblocked by the list, and is sent once', async () => {
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { reset: true, when: 'after' } });
    const run = await reconcile(world, clone);
    expect(phases(run)).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(await recordOf(world, 'alice')).toMatchObject({ attempts: [{ result: 'ambiguous' }] });
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet === REMOVE.cmdlet)).toHaveLength(1);
  });

  it('that is lost stays Applying, and the next run sends it again after two lists a lease apart', async () => {
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

  it('without the right to it leaves the request Pending', async () => {
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { status: 403 } });
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Pending' },
      exitCode: 3,
    });
  });

  it('that is refused for good is final, and the advice is a Support case', async () => {
    world.tenant.settings.unblockLimit = 0;
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Failed' },
      exitCode: 1,
    });
    const told = /The maximum number of times .+ has been reached\. .+open a Microsoft Support case$/u;
    expect(run.results[0]?.reason).toMatch(told);
    expect(await recordOf(world, 'alice')).toMatchObject({
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'Applied', status: 'False', message: expect.stringMatching(told) }),
      ]),
    });
  });

  it('under a claim from the future is not sent: the record is damaged, and no other request suffers', async () => {
    const silence = world.faults.add({ system: 'exchange', match: REMOVE, fault: { hang: true } });
    await killedOnce(() => silence.struck() > 0, world, clone);
    const claim = JSON.stringify(await recordOf(world, 'alice'));
    const at = new Date(world.now().getTime() + 3_600_000);
    const branch = 'reinstate/records/contoso';
    await world.forge.commit({ branch, files: { 'records/alice.json': claim }, author: 'octocat', at });
    await approvedRequest(world, 'bob');
    const run = await reconcile(world, clone, { GITHUB_RUN_ID: '1003' });
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/bob': 'Unblocked' },
      exitCode: 1,
    });
    expect(run.drift).toContainEqual(expect.objectContaining({ kind: 'RecordDamaged', id: 'contoso/alice' }));
  });

  it('of a run that was killed after its claim is taken up by the next run, on any machine', async () => {
    const silence = world.faults.add({ system: 'exchange', match: REMOVE, fault: { hang: true } });
    await killedOnce(() => silence.struck() > 0, world, clone);
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Applying', attempts: [{ result: 'claimed' }] });
    world.forge.addRun({ id: 1002 });
    const run = world.forge.state.runs.find(({ id }) => id === 1001);
    if (run) run.status = 'completed';
    const second = await reconcile(world, await world.clone(), { GITHUB_RUN_ID: '1002' });
    expect(phases(second)).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
    expect(await recordOf(world, 'alice')).toMatchObject({
      attempts: [{ result: 'abandoned' }, { result: 'accepted' }],
    });
  });
});
