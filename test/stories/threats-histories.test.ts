import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitHubReader } from '../../src/ports/github.ts';
import type { ReconcilePorts } from '../../src/reconcile/types.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { ANALYST, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { reconcile } from './program.ts';
import { addCast } from './threats/cast.ts';
import { removed, run, stageOf, type Stage } from './threats/stage.ts';

let world: Sandbox;
let stage: Stage;

beforeEach(async () => {
  world = await startSandbox();
  addCast(world);
  stage = stageOf(world, 'alice');
});

afterEach(async () => world.close());

const UNREVIEWED = { phase: 'Denied', reason: expect.stringContaining('was not brought by a merged pull request') };

function asking(over: (github: GitHubReader) => Partial<GitHubReader>) {
  return (real: ReconcilePorts): ReconcilePorts => ({ ...real, github: { ...real.github, ...over(real.github) } });
}

describe('a clone that the program runs in', () => {
  it('may be shallow: the history is completed elsewhere', async () => {
    await stage.land();
    const clone = join(await world.clone(), 'shallow');
    await world.git(['clone', '--quiet', '--depth=1', world.remoteUrl, clone], join(clone, '..'));
    expect((await run(world, { clone })).results).toMatchObject([{ phase: 'Unblocked' }]);
    expect(await world.git(['rev-parse', '--is-shallow-repository'], clone)).toBe('true\n');
  });

  it('may stand on an old commit: only the tip of origin counts', async () => {
    await stage.land();
    const clone = await world.clone();
    await world.forge.commit({ files: { [stage.path]: null }, author: ANALYST });
    const { results } = await run(world, { clone });
    expect({ results, removed: removed(world) }).toEqual({ results: [], removed: [] });
  });

  it('may hold commits of its own: only origin counts', async () => {
    const clone = await world.clone();
    await stage.merge(await stage.open());
    await writeFile(join(clone, 'alice.yaml'), stage.good);
    await world.git(['config', 'user.email', 'monalisa@contoso.com'], clone);
    await world.git(['config', 'user.name', 'monalisa'], clone);
    await world.git(['add', '.'], clone);
    await world.git(['commit', '--quiet', '--message=Approved'], clone);
    expect((await run(world, { clone })).results).toMatchObject([{ phase: 'Denied' }]);
  });

  it.each(['replace refs', 'grafts'])('is refused with %s', async (what) => {
    await stage.land();
    const clone = await world.clone();
    const [tip = '', before = ''] = (await world.git(['log', '--first-parent', '--format=%H'], clone)).split('\n');
    if (what === 'grafts') await appendFile(join(clone, '.git/info/grafts'), `${tip} ${before}\n`);
    else await world.git(['replace', tip, before], clone);
    const { exitCode, results } = await reconcile(world, clone);
    expect({ exitCode, results, log: world.tenant.log }).toEqual({ exitCode: 2, results: [], log: [] });
  });
});

describe('a default branch that was pushed to by force', () => {
  it('is not believed where it leaves out the merge commit', async () => {
    const { headSha } = await land('merge');
    await world.forge.directPush({ commit: headSha, by: REVIEWER });
    expect((await run(world)).results).toMatchObject([UNREVIEWED]);
  });

  it('is not believed where it brings the approved bytes again', async () => {
    const start = world.forge.tip();
    await land('squash');
    await world.forge.directPush({ commit: start, by: REVIEWER });
    await world.forge.commit({ files: { [stage.path]: stage.good }, author: REVIEWER });
    expect((await run(world)).results).toMatchObject([UNREVIEWED]);
    expect(removed(world)).toEqual([]);
  });

  async function land(method: 'merge' | 'squash') {
    const pullRequest = await stage.open();
    stage.approve(pullRequest);
    await stage.merge(pullRequest, { method });
    return pullRequest;
  }
});

describe('a GitHub that names too many pull requests', () => {
  it("is not believed about a squash above somebody else's direct push of the same bytes", async () => {
    const pullRequest = await stage.open();
    await world.forge.pushTo(pullRequest, { files: { [stage.path]: stage.good }, author: ANALYST, message: 'Again' });
    stage.approve(pullRequest);
    await world.forge.commit({ files: { [stage.path]: stage.good }, author: REVIEWER });
    await stage.merge(pullRequest, { method: 'squash' });
    const every = [{ number: pullRequest.number, baseRepositoryId: world.forge.state.repositoryId }];
    const ports = asking(() => ({ pullRequestsOfCommit: async () => every }));
    expect((await run(world, { ports })).results).toMatchObject([UNREVIEWED]);
  });

  it("does not take a fork's pull request for its own of that number", async () => {
    const { number } = await stage.land();
    const ports = asking(() => ({ pullRequestsOfCommit: async () => [{ number, baseRepositoryId: 1 }] }));
    expect((await run(world, { ports })).results).toMatchObject([UNREVIEWED]);
  });

  it('is believed about the pull request that was merged, not about one that came along', async () => {
    const first = await stage.open();
    await world.forge.directPush({ branch: 'both', commit: first.headSha, by: ANALYST });
    const second = await world.forge.openPullRequest({
      branch: 'both',
      files: { [stage.path]: `${stage.good}# said better\n` },
      author: ANALYST,
    });
    stage.approve(second);
    await stage.merge(second, { method: 'merge' });
    expect(first.mergeCommitSha).toBe(second.mergeCommitSha);
    const ports = asking((github) => ({
      pullRequestsOfCommit: async (commit) => (await github.pullRequestsOfCommit(commit)).toReversed(),
    }));
    expect((await run(world, { ports })).results).toMatchObject([{ phase: 'Unblocked' }]);
  });

  it('is asked a second time before it is believed about none', async () => {
    await stage.land();
    let asked = 0;
    const ports = asking((github) => ({
      pullRequestsOfCommit: async (commit) => (asked++ === 0 ? [] : github.pullRequestsOfCommit(commit)),
    }));
    expect((await run(world, { ports })).results).toMatchObject([{ phase: 'Unblocked' }]);
  });
});
