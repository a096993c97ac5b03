import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, ANALYST, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { actedOn } from '../crash/signal.ts';
import { gitShim } from '../crash/git-shim.ts';
import { phases, reconcile, recordCommits, recordOf } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

const BRANCH = 'reinstate/records/contoso';
const CLAIMS = { match: ({ path }: { readonly path: string }) => path.endsWith('service=git-receive-pack') };

let world: Sandbox;
let clone: string;

beforeEach(async () => {
  world = await startSandbox();
  addPeople(world);
  clone = await world.clone();
});

afterEach(async () => world.close());

describe('a run whose push comes second', () => {
  it('lifts nothing again that another run has lifted for another request meanwhile', async () => {
    await approvedRequest(world, 'alice');
    const slow = await actedOn(world, clone, CLAIMS, async () => {
      await landed(world, { [pathOf('a-lice')]: goodRequest(world, 'alice@contoso.com') });
      world.forge.addRun({ id: 3001 });
      const quick = await reconcile(world, await world.clone(), { GITHUB_RUN_ID: '3001' });
      expect(phases(quick)['contoso/a-lice']).toBe('Unblocked');
      // Restricted anew at once: what nobody has approved yet must not be lifted by a list that is a moment old.
      world.tenant.restrict('alice@contoso.com');
    });
    expect(slow).toMatchObject({ exitCode: 0 });
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'))).toHaveLength(1);
    expect(world.tenant.restrictions()).toHaveLength(1);
  });

  it("keeps what people wrote to the branch meanwhile, and leaves a record of theirs to the next run's judgement", async () => {
    await approvedRequest(world, 'alice');
    await approvedRequest(world, 'bob');
    const run = await actedOn(world, clone, CLAIMS, async () => {
      const files = { 'NOTES.md': 'Asked the team.\n', 'records/bob.json': '{"a": "note"}\n' };
      await world.forge.commit({ branch: BRANCH, files, author: ANALYST });
    });
    expect(run.results?.map(({ id, phase }) => [id, phase])).toEqual(
      expect.arrayContaining([['contoso/alice', 'Unblocked']]),
    );
    expect(world.tenant.effectiveRemoves().map(({ parameters }) => parameters['SenderAddress'])).toEqual([
      'alice@contoso.com',
    ]);
    const { repository } = world.forge.state;
    expect(await repository.run(['show', `${BRANCH}:NOTES.md`])).toBe('Asked the team.\n');
    expect(await repository.run(['show', `${BRANCH}:records/bob.json`])).toBe('{"a": "note"}\n');
    const next = await reconcile(world, clone);
    expect(next.drift.map(({ kind, id }) => [kind, id])).toContainEqual(['RecordDamaged', 'contoso/bob']);
    expect(next.exitCode).toBe(1);
  });
});

describe('the records branch', () => {
  it.each([['reinstate'], ['reinstate/records'], [`${BRANCH}/old`]])(
    'can not be made where a branch is called %s, and the run says what to do',
    async (name) => {
      await approvedRequest(world, 'alice');
      await world.forge.commit({ branch: name, files: { 'a.txt': 'a' }, author: ANALYST });
      const run = await reconcile(world, clone);
      expect({ exitCode: run.exitCode, removes: world.tenant.effectiveRemoves() }).toEqual({
        exitCode: 2,
        removes: [],
      });
      expect(run.stderr).toContain(`origin has a branch called ${name}`);
      expect(run.stderr).toContain(`rename or delete the branch ${name}`);
    },
  );

  it('that the repository keeps from this run is no reason to unblock without a record', async () => {
    await approvedRequest(world, 'alice');
    const hook = join(world.forge.state.repository.folder, 'hooks', 'pre-receive');
    const refusal = 'error: GH013: Repository rule violations found for refs/heads/reinstate/records/contoso.';
    await writeFile(hook, `#!/bin/sh\necho "${refusal}" >&2\nexit 1\n`);
    await chmod(hook, 0o755);
    const run = await reconcile(world, clone);
    expect({ exitCode: run.exitCode, removes: world.tenant.effectiveRemoves() }).toEqual({ exitCode: 3, removes: [] });
    expect(run.stderr).toContain('GH013');
    expect(run.stderr).toContain('let the token of this run push to reinstate/records/**');
  });
});

describe('a repository that was in use before', () => {
  it(
    'settles a thousand old requests quietly, in one commit, without asking anybody about them',
    { timeout: 240_000 },
    async () => {
      const names = Array.from({ length: 1_000 }, (_, index) => `old-${index}`);
      for (const half of [names.slice(0, 500), names.slice(500)]) {
        const files = half.map((name) => [pathOf(name), goodRequest(world, `${name}@contoso.com`)]);
        await world.forge.commit({ files: Object.fromEntries(files), author: ANALYST, at: hoursAgo(world, 240) });
      }
      await approvedRequest(world, 'alice');
      await using shim = await gitShim();
      const run = await reconcile(world, clone, await shim.env());
      expect(run.exitCode).toBe(0);
      expect(phases(run)).toEqual({
        ...Object.fromEntries(names.map((name) => [`contoso/${name}`, 'Expired'])),
        'contoso/alice': 'Unblocked',
      });
      // One for all of them, a claim and an outcome.
      expect(await recordCommits(world)).toBe(3);
      await world.git(['fetch', '--quiet', 'origin'], clone);
      const format = '--format=%(trailers:key=Request,valueonly,separator=%x20)';
      const [, , shared = ''] = (await world.git(['log', format, 'origin/reinstate/records/contoso'], clone)).split(
        '\n',
      );
      expect(shared.split(' ').toSorted()).toEqual(names.map((name) => `contoso/${name}`).toSorted());
      expect(await recordOf(world, 'old-7')).toMatchObject({ phase: 'Expired', request: { id: 'contoso/old-7' } });
      expect((await shim.commands()).length).toBeLessThan(200);
      expect(world.requests.filter(({ system }) => system === 'github').length).toBeLessThan(60);
      const again = await reconcile(world, clone);
      expect({ results: again.results, exitCode: again.exitCode }).toEqual({ results: [], exitCode: 0 });
      expect(await recordCommits(world)).toBe(3);
    },
  );
});
