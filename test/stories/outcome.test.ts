import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, ANALYST, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { liveIn } from '../report/live-markdown.ts';
import { reconcile } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

const MEANT = new Set([
  'root',
  'paragraph',
  'heading',
  'text',
  'inlineCode',
  'code',
  'html',
  'table',
  'tableRow',
  'tableCell',
]);
const SUMMARY = /<\/?(?:details|summary)>/gu;

describe('the pull request after the merge', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  const comments = (): readonly string[] => world.forge.state.comments.map(({ body }) => body);

  it('tells the outcome in one comment and in check runs on the head and the landing commit', async () => {
    const pullRequest = await approvedRequest(world, 'alice');
    await reconcile(world, clone);
    const [comment = '', ...others] = comments();
    expect(others).toEqual([]);
    expect(comment).toMatch(/^<!-- reinstate overview -->\n### ✅ `contoso\/alice`: unblocked\n/u);
    expect(comment).toContain('within 24 hours at most');
    const head = await world.git(['rev-parse', `origin/reinstate/records/contoso`], await world.clone());
    const { checkRuns } = world.forge.state;
    expect(checkRuns.map(({ headSha, fields }) => [headSha, fields.name, fields.conclusion])).toEqual([
      [pullRequest.headSha, 'reinstate: contoso/alice', 'success'],
      [pullRequest.mergeCommitSha, 'reinstate: contoso/alice', 'success'],
    ]);
    expect(checkRuns[0]?.fields.output?.title).toContain(head.trim().slice(0, 10));
  });

  it('is told once, again where somebody deleted the comment, and anew when the record changes', async () => {
    await approvedRequest(world, 'alice');
    await reconcile(world, clone);
    await reconcile(world, clone);
    expect(comments()).toHaveLength(1);
    world.forge.state.comments.length = 0;
    await reconcile(world, clone);
    expect(comments()).toHaveLength(1);
    world.tenant.restrict('alice@contoso.com', { createdAt: world.now() });
    await reconcile(world, clone);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain('restricted again after the unblock');
    expect(comments()[0]).toContain('reinstate new alice@contoso.com --from contoso/alice');
  });

  it('is told under our own name: a comment that somebody else marked is left alone', async () => {
    const pullRequest = await approvedRequest(world, 'alice');
    const forged = {
      id: 1,
      issue: pullRequest.number,
      author: world.forge.user(ANALYST),
      body: '<!-- reinstate overview -->\nall is well',
      createdAt: world.now(),
      updatedAt: world.now(),
    };
    world.forge.state.comments.push(forged);
    await reconcile(world, clone);
    expect(comments()).toHaveLength(2);
    expect(comments()[0]).toBe('<!-- reinstate overview -->\nall is well');
  });

  it('says what is missing while a request waits, and how to ask again where it was denied', async () => {
    await approvedRequest(world, 'alice');
    world.tenant.user('alice@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
    const bob = await world.forge.openPullRequest({
      branch: 'bob',
      files: { [pathOf('bob')]: goodRequest(world, 'bob@contoso.com') },
      author: ANALYST,
    });
    await world.forge.merge(bob, { method: 'merge', by: REVIEWER });
    await reconcile(world, clone);
    const [alice = '', denied = ''] = comments();
    expect(alice).toContain('### ⏳ `contoso/alice`: waiting');
    expect(alice).toContain('mail is forwarded out of the tenant');
    expect(denied).toContain('### ⛔ `contoso/bob`: denied');
    expect(denied).toContain('```sh\nreinstate new bob@contoso.com --from contoso/bob\n```');
  });

  it('that can not be told is a warning, and is told by the next run', async () => {
    await approvedRequest(world, 'alice');
    world.faults.add({
      system: 'github',
      match: { method: 'POST', path: /check-runs|comments/u },
      times: Infinity,
      fault: { status: 403, body: { message: 'Resource not accessible by integration' } },
    });
    const first = await reconcile(world, clone);
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toContain('#1 could not be told, the next run tries again');
    expect(comments()).toEqual([]);
    world.faults.clear();
    expect((await reconcile(world, clone)).exitCode).toBe(0);
    expect(comments()).toHaveLength(1);
    expect(world.forge.state.checkRuns).toHaveLength(2);
  });

  it('carries nothing live, whatever the request and the tenant say', async () => {
    const hostile = 'Phished; @octocat fixes #1 <img src=x> | `x` [a](https://example.com) ::error::x';
    world.tenant.restrict('alice@contoso.com', { reason: `OutboundSpamLast24Hours=<b>@octocat #1</b>|${hostile}` });
    await approvedRequest(world, 'alice');
    await landed(world, {
      [pathOf('carol')]: goodRequest(world, 'carol@contoso.com').replace('Phished on Sunday', hostile),
    });
    await reconcile(world, clone);
    for (const comment of comments()) expect(liveIn(comment.replaceAll(SUMMARY, ''), MEANT)).toEqual([]);
    expect(comments().length).toBeGreaterThan(0);
  });
});
