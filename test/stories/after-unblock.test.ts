import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordCommits, recordOf } from './program.ts';
import { recordedEarlier } from './recorded-earlier.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

describe('after the unblock', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
    await approvedRequest(world, 'alice');
    await reconcile(world, clone);
  });

  afterEach(async () => world.close());

  it('a new restriction is recorded on the request it spoils, and the old request never lifts it', async () => {
    world.tenant.restrict('alice@contoso.com', { createdAt: world.now() });
    const run = await reconcile(world, clone);
    expect(run.results).toMatchObject([{ id: 'contoso/alice', phase: 'Unblocked', changed: true }]);
    expect(run.results[0]?.reason).toContain('restricted again at');
    expect(await recordOf(world, 'alice')).toMatchObject({
      phase: 'Unblocked',
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'RestrictedAgain', status: 'True' })]),
    });
    expect(run.drift).toMatchObject([{ kind: 'Unrequested', entity: 'alice@contoso.com' }]);
    const commits = await recordCommits(world);
    expect((await reconcile(world, clone)).results).toEqual([]);
    expect(await recordCommits(world)).toBe(commits);
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
  });

  it('a day goes by, and one run tells that no list proves more, which is no second unblock', async () => {
    await recordedEarlier(world, 25);
    const run = await reconcile(world, clone);
    expect(run.results).toMatchObject([{ id: 'contoso/alice', phase: 'Unblocked', changed: true }]);
    expect(run.results[0]?.reason).toContain('Microsoft names no longer time until sending works');
    expect(await recordOf(world, 'alice')).toMatchObject({
      phase: 'Unblocked',
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'SendingRestored', status: 'Unknown', reason: 'PropagationElapsed' }),
      ]),
    });
    const { repository } = world.forge.state;
    const message = await repository.run(['log', '-1', '--format=%B', 'reinstate/records/contoso']);
    expect(message).toContain('SendingRestored contoso/alice\n\nRequest: contoso/alice\nPhase: Unblocked\n');
    expect(message).toContain('\nAdds: SendingRestored\n');
    const commits = await recordCommits(world);
    expect((await reconcile(world, clone)).results).toEqual([]);
    expect(await recordCommits(world)).toBe(commits);
    // The cap of two would be reached if what was added were taken for another unblock.
    world.tenant.restrict('alice@contoso.com', { createdAt: hoursAgo(world, 3) });
    await landed(world, { [pathOf('again')]: goodRequest(world, 'alice@contoso.com') });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/again': 'Unblocked' });
  });
});
