import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { reconcile, recordCommits, reinstate } from './program.ts';
import { approvedRequest, goodRequest, pathOf } from './request.ts';

const SECRET = 'a-secret-of-the-sandbox-alone';

describe('webhooks', () => {
  let world: Sandbox;
  let clone: string;
  let hooks: Readonly<Record<string, string>>;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
    hooks = {
      REINSTATE_TEAMS_WEBHOOK: `${world.origins.webhook}/teams/secret-path`,
      REINSTATE_WEBHOOK: `${world.origins.webhook}/hook/secret-path`,
      REINSTATE_WEBHOOK_SECRET: SECRET,
    };
  });

  afterEach(async () => world.close());

  const told = (): readonly { readonly event: string; readonly message: string }[] =>
    world.hooks.filter(({ path }) => path.startsWith('/hook')).map(({ body }) => JSON.parse(body));

  it('are told an outcome once, as a Teams card and as a signed body', async () => {
    await approvedRequest(world, 'alice');
    await reconcile(world, clone, hooks);
    expect(told()).toMatchObject([
      {
        id: 'outcome/contoso/alice/Unblocked',
        event: 'outcome',
        tenant: 'contoso',
        entity: 'alice@contoso.com',
        request: 'contoso/alice',
        pullRequest: 1,
        phase: 'Unblocked',
        url: expect.stringMatching(/\/pull\/1$/u),
      },
    ]);
    const hook = world.hooks.find(({ path }) => path.startsWith('/hook'));
    const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': signature } = hook?.headers ?? {};
    const expected = createHmac('sha256', SECRET).update(`${id}.${at}.${hook?.body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    const card = world.hooks.find(({ path }) => path.startsWith('/teams'));
    expect(JSON.parse(card?.body ?? '{}')).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } }],
    });
    await reconcile(world, clone, hooks);
    expect(told()).toHaveLength(1);
  });

  it('that do not take it are a warning, and are told by the next run', async () => {
    await approvedRequest(world, 'alice');
    world.faults.add({ system: 'webhook', times: Infinity, fault: { status: 500 } });
    const first = await reconcile(world, clone, hooks);
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toContain('outcome of contoso/alice was not told');
    expect(first.stderr).not.toContain('secret-path');
    world.faults.clear();
    await reconcile(world, clone, hooks);
    expect(told().map(({ event }) => event)).toEqual(['outcome']);
    const commits = await recordCommits(world);
    await reconcile(world, clone, hooks);
    expect(await recordCommits(world)).toBe(commits);
  });

  it('are told of a restriction that nobody asked about for long, once, and of one lifted outside', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    await reconcile(world, clone, hooks);
    expect(told()).toEqual([]);
    world.tenant.restrict('bob@contoso.com', { createdAt: hoursAgo(world, 5) });
    await reconcile(world, clone, hooks);
    await reconcile(world, clone, hooks);
    expect(told()).toMatchObject([{ event: 'unrequested', entity: 'bob@contoso.com' }]);
    world.tenant.lift('bob@contoso.com');
    await reconcile(world, clone, hooks);
    expect(told()).toMatchObject([{ event: 'unrequested' }, { event: 'clearedOutside', entity: 'bob@contoso.com' }]);
  });

  it('are told when a request waits for review, and when its unblock did not hold', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const { number } = await world.forge.openPullRequest({
      branch: 'alice',
      files: { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
    });
    const args = ['overview', '--pr', String(number)];
    await reinstate(world, clone, args, hooks);
    await reinstate(world, clone, args, hooks);
    expect(told()).toMatchObject([{ event: 'waitingForReview', request: 'contoso/alice', pullRequest: number }]);
    await approvedRequest(world, 'bob');
    await reconcile(world, clone, hooks);
    world.tenant.restrict('bob@contoso.com', { createdAt: world.now() });
    await reconcile(world, clone, hooks);
    expect(told().map(({ event }) => event)).toEqual(['waitingForReview', 'outcome', 'restrictedAgain']);
  });

  it('need a secret to sign with, and an https address', async () => {
    const unsigned = await reconcile(world, clone, { ...hooks, REINSTATE_WEBHOOK_SECRET: 'short' });
    expect(unsigned.exitCode).toBe(2);
    expect(unsigned.error?.message).toContain('REINSTATE_WEBHOOK_SECRET');
    const plain = await reconcile(world, clone, {
      ...hooks,
      REINSTATE_TEAMS_WEBHOOK: 'http://example.com/secret-path',
    });
    expect(plain.exitCode).toBe(2);
    expect(JSON.stringify(plain)).not.toContain('secret-path');
  });
});
