import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordCommits, recordOf } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

describe('drift', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  it('is a restriction nobody asked about, told by every run and written once, in a commit of its own', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const first = await reconcile(world, clone);
    const told = [expect.objectContaining({ kind: 'Unrequested', entity: 'alice@contoso.com', id: null })];
    expect({ drift: first.drift, exitCode: first.exitCode }).toEqual({ drift: told, exitCode: 0 });
    expect(await recordCommits(world)).toBe(1);
    const message = await world.git(
      ['log', '-1', '--format=%B', 'origin/reinstate/records/contoso'],
      await world.clone(),
    );
    expect(message).toContain('Drift in contoso: 1\n\nDrift: 1\nRun: 1001/1');
    expect((await reconcile(world, clone)).drift).toEqual(told);
    expect(await recordCommits(world)).toBe(1);
  });

  it('is none where a request speaks of it, also one that was denied', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    await world.forge.commit({
      files: { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
    });
    const denied = await reconcile(world, clone);
    expect({ phases: phases(denied), drift: denied.drift }).toEqual({
      phases: { 'contoso/alice': 'Denied' },
      drift: [],
    });
    const commits = await recordCommits(world);
    expect((await reconcile(world, clone)).drift).toEqual([]);
    expect(await recordCommits(world)).toBe(commits);
  });

  it('is a restriction that somebody lifted in the portal, and it counts in the cap', async () => {
    for (const hours of [3, 2.5]) {
      if (hours === 3) addSecuredMailbox(world, 'alice@contoso.com');
      else world.tenant.restrict('alice@contoso.com', { createdAt: hoursAgo(world, hours) });
      await reconcile(world, clone);
      world.tenant.lift('alice@contoso.com');
      const cleared = await reconcile(world, clone);
      expect(cleared.drift.at(-1)).toMatchObject({ kind: 'ClearedOutside', entity: 'alice@contoso.com' });
    }
    world.tenant.restrict('alice@contoso.com', { createdAt: hoursAgo(world, 2) });
    await landed(world, { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') });
    const capped = await reconcile(world, clone);
    expect(phases(capped)).toEqual({ 'contoso/alice': 'Denied' });
    expect(capped.results[0]?.reason).toContain('unblocked 2 times');
    expect(world.tenant.effectiveRemoves()).toEqual([]);
  });

  it('is none where the restriction lifts by itself', async () => {
    world.tenant.restrict('alice@contoso.com', { createdAt: hoursAgo(world, 3), temporary: true });
    await reconcile(world, clone);
    world.tenant.lift('alice@contoso.com');
    expect((await reconcile(world, clone)).drift).toEqual([]);
  });

  it('tells an id used again from an edit, and never acts on either', async () => {
    await approvedRequest(world, 'alice');
    await approvedRequest(world, 'bob');
    await reconcile(world, clone);
    const again = goodRequest(world, 'alice@contoso.com').replace('Sunday', 'Monday');
    await world.forge.commit({ files: { [pathOf('alice')]: null }, author: ANALYST });
    await landed(world, { [pathOf('alice')]: again });
    await landed(world, { [pathOf('bob')]: goodRequest(world, 'bob@contoso.com').replace('Sunday', 'Monday') });
    const run = await reconcile(world, clone);
    expect(run.results).toEqual([]);
    expect(run.drift.map(({ kind, id }) => [kind, id])).toEqual([
      ['EditedAfterSettlement', 'contoso/bob'],
      ['IdReused', 'contoso/alice'],
    ]);
  });

  it('is a damaged or an orphaned record, and the other requests go on', async () => {
    await approvedRequest(world, 'alice');
    await approvedRequest(world, 'bob');
    world.tenant.user('bob@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
    await reconcile(world, clone);
    const ghost = JSON.stringify(await recordOf(world, 'bob')).replaceAll('contoso/bob', 'contoso/ghost');
    const settled = JSON.stringify(await recordOf(world, 'alice')).replaceAll('contoso/alice', 'contoso/settled-ghost');
    await world.forge.commit({
      branch: 'reinstate/records/contoso',
      files: { 'records/bob.json': '{"cut": ', 'records/ghost.json': ghost, 'records/settled-ghost.json': settled },
      author: ANALYST,
    });
    await approvedRequest(world, 'carol');
    const run = await reconcile(world, clone);
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/carol': 'Unblocked' },
      exitCode: 1,
    });
    expect(run.drift.map(({ kind, id }) => [kind, id])).toEqual([
      ['RecordDamaged', 'contoso/bob'],
      ['RecordOrphaned', 'contoso/ghost'],
      ['RecordOrphaned', 'contoso/settled-ghost'],
    ]);
  });

  it('is a settled record that somebody damaged, in every run until it is mended', async () => {
    await approvedRequest(world, 'alice');
    await reconcile(world, clone);
    const whole = JSON.stringify(await recordOf(world, 'alice'));
    const write = async (record: string): Promise<unknown> =>
      world.forge.commit({
        branch: 'reinstate/records/contoso',
        files: { 'records/alice.json': record },
        author: ANALYST,
        at: hoursAgo(world, 24 * 20),
      });
    await write('{ not json');
    const damaged = { kinds: [['RecordDamaged', 'contoso/alice']], results: [], exitCode: 1 };
    const told = async () => {
      const { drift, results, exitCode } = await reconcile(world, clone);
      return { kinds: drift.map(({ kind, id }) => [kind, id]), results, exitCode };
    };
    expect(await told()).toEqual(damaged);
    await world.forge.commit({ branch: 'reinstate/records/contoso', files: { 'drift.json': null }, author: ANALYST });
    expect(await told()).toEqual(damaged);
    expect(await told()).toEqual(damaged);
    await write(whole);
    expect(await told()).toEqual({ kinds: [], results: [], exitCode: 0 });
  });

  it('that was remembered and can not be read is begun anew, and said so once', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    await reconcile(world, clone);
    await world.forge.commit({ branch: 'reinstate/records/contoso', files: { 'drift.json': '[]' }, author: ANALYST });
    const run = await reconcile(world, clone);
    expect(run.drift.map(({ kind }) => kind)).toEqual(['RecordDamaged', 'Unrequested']);
    expect((await reconcile(world, clone)).drift.map(({ kind }) => kind)).toEqual(['Unrequested']);
  });
});
