import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { liveIn } from '../report/live-markdown.ts';
import { reconcile, reinstate } from './program.ts';
import { goodRequest, pathOf } from './request.ts';

const MEANT = new Set([
  'root',
  'paragraph',
  'heading',
  'text',
  'strong',
  'emphasis',
  'inlineCode',
  'html',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
]);

describe('the overview of a pull request', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  const comments = (): readonly string[] => world.forge.state.comments.map(({ body }) => body);
  const overview = async ({ number }: ForgePullRequest) =>
    reinstate(world, clone, ['overview', '--pr', String(number), '--json']);

  async function opened(): Promise<ForgePullRequest> {
    addSecuredMailbox(world, 'alice@contoso.com');
    return world.forge.openPullRequest({
      branch: 'unblock-alice',
      files: { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
    });
  }

  it('shows the restriction, every recommendation beside its evidence, and what is missing', async () => {
    const { exitCode } = await overview(await opened());
    expect(exitCode).toBe(0);
    const [comment = ''] = comments();
    expect(comment).toMatch(/### 🟡 `contoso\/alice` for `alice@contoso\.com`: not ready/u);
    expect(comment).toContain('**What the merge does:** do not merge yet');
    expect(comment).toContain('approvals that count: 0 of 1');
    expect(comment).toContain('**Can approve:** ');
    expect(comment).toMatch(
      /\| reason \| outbound spam; spam, last 24 hours `412`; .*; message trace id `[0-9a-f-]{36}` \|/u,
    );
    expect(comment).toMatch(/\| lifts by itself \| no: somebody has to unblock it \|/u);
    expect(comment).toMatch(/\| earlier unblocks \| 0 of 2 within 30 days, 2 left \|/u);
    expect(comment).toMatch(/\| 1 \| Reset the password \| `dana@contoso\.com`, [^|]+ \| ✅ password last changed at/u);
    expect(comment).toContain('| Settle the risk in Entra ID Protection |  | – the policy does not ask for it |');
    expect(comment).toMatch(/\| 1 \| Delete application passwords \| {2}\| 👀 Microsoft Graph does not show them/u);
  });

  it('is one comment from the first look to the outcome, and a check run on the head', async () => {
    const pullRequest = await opened();
    await overview(pullRequest);
    world.forge.review(pullRequest, { user: ANALYST, state: 'COMMENTED' });
    await overview(pullRequest);
    expect(comments()).toHaveLength(1);
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    expect(JSON.parse((await overview(pullRequest)).stdout)).toMatchObject({
      pullRequests: [{ comment: 'updated', requests: [{ id: 'contoso/alice', action: 'unblock' }] }],
    });
    expect(comments()[0]).toContain('### 🟢 `contoso/alice` for `alice@contoso.com`: ready to merge');
    expect(comments()[0]).not.toContain('Can approve');
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
    await reconcile(world, clone);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain('### ✅ `contoso/alice`: unblocked');
    expect(world.forge.state.checkRuns[0]).toMatchObject({ headSha: pullRequest.headSha });
  });

  it('says why an approval does not count', async () => {
    const pullRequest = await opened();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    const edited = goodRequest(world, 'alice@contoso.com').replace('Sunday', 'Monday');
    await world.forge.pushTo(pullRequest, { files: { [pathOf('alice')]: edited }, author: ANALYST });
    await overview(pullRequest);
    expect(comments()[0]).toMatch(/\| ❌ `monalisa` \| approved other bytes than the pull request holds now \|/u);
  });

  it('says line by line what is wrong with a file, and the job goes on', async () => {
    const pullRequest = await world.forge.openPullRequest({
      branch: 'broken',
      files: { [pathOf('alice')]: 'kind: UnblockRequest\n' },
      author: ANALYST,
    });
    const { exitCode } = await overview(pullRequest);
    expect(exitCode).toBe(0);
    expect(comments()[0]).toContain('### 🔴 `contoso/alice`: invalid');
    expect(comments()[0]).toContain('line 1');
    expect(world.forge.state.checkRuns[0]?.fields).toMatchObject({ conclusion: 'failure' });
  });

  it('leaves a merged pull request to reconcile', async () => {
    const pullRequest = await opened();
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
    expect(JSON.parse((await overview(pullRequest)).stdout)).toMatchObject({
      pullRequests: [{ comment: 'leftToReconcile' }],
    });
    expect(comments()).toEqual([]);
  });

  it('is kept up to date for every open pull request that asks for an unblock, and for no other', async () => {
    const first = await opened();
    await overview(first);
    world.forge.review(first, { user: REVIEWER, state: 'APPROVED' });
    const broken = { branch: 'broken', files: { [pathOf('bob')]: 'kind: UnblockRequest\n' }, author: ANALYST };
    const second = await world.forge.openPullRequest(broken);
    await world.forge.openPullRequest({ branch: 'words', files: { 'words.md': 'words\n' }, author: ANALYST });
    const { exitCode, stdout } = await reinstate(world, clone, ['overview', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      pullRequests: [
        { pullRequest: first.number, comment: 'updated', requests: [{ action: 'unblock' }] },
        { pullRequest: second.number, comment: 'created', requests: [{ action: 'refuse' }] },
      ],
    });
    expect(comments()).toHaveLength(2);
  });

  it('carries nothing live, whatever the request and the tenant say', async () => {
    const hostile = 'Phished; @octocat fixes #1 <img src=x> | `x` [a](https://example.com) <!-- reinstate overview -->';
    addSecuredMailbox(world, 'alice@contoso.com');
    world.tenant.lift('alice@contoso.com');
    world.tenant.restrict('alice@contoso.com', {
      createdAt: new Date(world.now().getTime() - 3 * 3_600_000),
      reason: `OutboundSpamLast24Hours=<b>@octocat #1</b>|x;${hostile}`,
    });
    const pullRequest = await world.forge.openPullRequest({
      branch: 'hostile',
      files: {
        [pathOf('alice')]: goodRequest(world, 'alice@contoso.com'),
      },
      author: ANALYST,
    });
    await overview(pullRequest);
    const [comment = ''] = comments();
    expect(liveIn(comment.replaceAll(/<\/?sub>/gu, ''), MEANT)).toEqual([]);
    expect(comment).toContain('octocat');
  });
});
