import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordOf, reinstate } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

describe('the life of a request', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ policy: { limits: { unblocksPerRun: 1 } } });
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  it('waits as a whole where a run would unblock too many, until somebody lifts the limit for one run', async () => {
    await approvedRequest(world, 'alice');
    await approvedRequest(world, 'bob');
    const refused = await reconcile(world, clone);
    expect({ phases: phases(refused), exitCode: refused.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Pending', 'contoso/bob': 'Pending' },
      exitCode: 1,
    });
    expect(world.tenant.effectiveRemoves()).toEqual([]);
    const lifted = await reinstate(world, clone, ['reconcile', '--max-unblocks', '2']);
    expect(lifted.exitCode).toBe(0);
    expect(world.tenant.effectiveRemoves()).toHaveLength(2);
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Unblocked', attempts: [{ maxUnblocks: 2 }] });
  });

  it('ends quietly where it landed longer ago than its ttl and nobody ever looked', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const at = hoursAgo(world, 80);
    const files = { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') };
    const pullRequest = await world.forge.openPullRequest({ branch: 'old', files, author: ANALYST });
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER, at });
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Expired' },
      exitCode: 0,
    });
    expect((await reconcile(world, clone)).results).toEqual([]);
  });

  it('ends as Withdrawn where its file is removed before it is settled', async () => {
    await approvedRequest(world, 'alice');
    world.tenant.user('alice@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Pending' });
    await world.forge.commit({ files: { [pathOf('alice')]: null }, author: ANALYST });
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Withdrawn' },
      exitCode: 0,
    });
  });

  it('waits for what can be mended and goes on when it is', async () => {
    await approvedRequest(world, 'alice');
    const user = world.tenant.user('alice@contoso.com');
    user.forwarding = { smtpAddress: 'drop@example.com' };
    const waiting = await reconcile(world, clone);
    expect({ phases: phases(waiting), exitCode: waiting.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Pending' },
      exitCode: 0,
    });
    expect(waiting.results[0]?.reason).toContain('forward');
    user.forwarding = {};
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
  });

  it('begins anew with other bytes: an edit before settlement needs a pull request of its own', async () => {
    await approvedRequest(world, 'alice');
    world.tenant.user('alice@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
    await reconcile(world, clone);
    const edited = goodRequest(world, 'alice@contoso.com').replace('Phished on Sunday', 'Phished on Monday');
    await world.forge.commit({ files: { [pathOf('alice')]: edited }, author: ANALYST });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Denied' });
  });

  it('is not begun by a second request for an account that was unblocked as often as the policy allows', async () => {
    for (const name of ['first', 'second', 'third']) {
      if (name !== 'first') world.tenant.restrict('alice@contoso.com', { createdAt: hoursAgo(world, 2.5) });
      else addSecuredMailbox(world, 'alice@contoso.com');
      await landed(world, { [pathOf(name)]: goodRequest(world, 'alice@contoso.com') });
      const phase = phases(await reconcile(world, clone))[`contoso/${name}`];
      expect({ name, phase }).toEqual({
        name,
        phase: { first: 'Unblocked', second: 'Unblocked', third: 'Denied' }[name],
      });
      world.tenant.lift('alice@contoso.com');
    }
  });
});
