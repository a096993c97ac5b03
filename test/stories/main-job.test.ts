import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { CHAPTERS, SILENT } from '../../src/sandbox/story/chapters.ts';
import { phases, reconcile, recordCommits, recordOf, type Reconciled } from './program.ts';

describe('the main job, end to end', () => {
  let world: Sandbox;
  let clone: string;
  let first: Reconciled;

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    for (const chapter of CHAPTERS) await chapter.play(world, SILENT);
    clone = await world.clone();
    first = await reconcile(world, clone);
  });

  afterAll(async () => world.close());

  it.each(CHAPTERS.map(({ name, title, phase }) => ({ name, title, phase })))(
    'ends $phase: $title',
    ({ name, phase }) => {
      expect(first.results).toContainEqual(expect.objectContaining({ id: `contoso/${name}`, phase, changed: true }));
    },
  );

  it('says by its exit code that requests were denied', () => {
    expect(first.exitCode).toBe(1);
  });

  it('sends one remove for each unblocked entity and none for the others', () => {
    const removed = world.tenant.effectiveRemoves().map(({ cmdlet }) => cmdlet);
    expect(removed.toSorted()).toEqual(['Remove-BlockedConnector', 'Remove-BlockedSenderAddress']);
    expect(world.tenant.restrictions().map(({ entity }) => entity)).toEqual([
      { mailbox: 'bob@contoso.com' },
      { mailbox: 'carol@contoso.com' },
      { mailbox: 'ceo@contoso.com' },
      { mailbox: 'dave@contoso.com' },
    ]);
  });

  it('reads the lists once to judge and once to verify', () => {
    const reads = world.tenant.log.filter(({ cmdlet }) => cmdlet === 'Get-BlockedSenderAddress');
    expect(reads).toHaveLength(2);
  });

  it('claims before it touches the tenant, and says so in commits with trailers', async () => {
    const log = await world.git(
      [
        'log',
        '--reverse',
        '--format=%s %(trailers:key=Phase,valueonly,separator=%x2C) %(trailers:key=Run,valueonly,separator=%x2C)',
        'origin/reinstate/records/contoso',
        '--',
        'records/alice.json',
      ],
      await world.clone(),
    );
    expect(log.trim().split('\n')).toEqual([
      'Applying contoso/alice Applying 1001/1',
      'Unblocked contoso/alice Unblocked 1001/1',
    ]);
  });

  it('records who approved which bytes, what the tenant showed, and what came of it', async () => {
    expect(await recordOf(world, 'alice')).toMatchObject({
      phase: 'Unblocked',
      approval: { author: { login: 'octocat' }, reviews: [{ user: { login: 'monalisa' }, counted: true }] },
      decision: { outcome: 'approved' },
      attempts: [{ run: '1001/1', result: 'accepted' }],
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'Verified', status: 'True' }),
        expect.objectContaining({ type: 'Evidenced', status: 'True' }),
      ]),
    });
  });

  it('changes nothing when it runs again: no result, no commit, no write in the tenant', async () => {
    const commits = await recordCommits(world);
    const removes = world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-')).length;
    const again = await reconcile(world, clone);
    expect({ results: again.results, exitCode: again.exitCode }).toEqual({ results: [], exitCode: 0 });
    expect(await recordCommits(world)).toBe(commits);
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'))).toHaveLength(removes);
  });

  it('leaves the clone it runs in as it was', async () => {
    expect(await world.git(['status', '--porcelain'], clone)).toBe('');
    expect(await world.git(['for-each-ref', '--format=%(refname)', 'refs/reinstate'], clone)).toBe('');
  });

  it('tells an edit after settlement as drift and leaves the record alone', async () => {
    const path = 'unblock-requests/contoso/alice.yaml';
    const before = await world.git(['show', `origin/main:${path}`], await world.clone());
    await world.forge.commit({ files: { [path]: `${before}# later\n` }, author: 'octocat' });
    const edited = await reconcile(world, clone);
    expect(phases(edited)).toEqual({});
    expect(edited.drift).toContainEqual(
      expect.objectContaining({ kind: 'EditedAfterSettlement', id: 'contoso/alice' }),
    );
  });
});
