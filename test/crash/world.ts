import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../src/sandbox/story/request-yaml.ts';
import { goodRequest, pathOf } from '../stories/request.ts';

const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';

/** Every request of the world, and the phase it has to end in whatever happens on the way. */
export const ENDS = { 'contoso/alice': 'Unblocked', 'contoso/helpdesk': 'Unblocked', 'contoso/relay': 'Unblocked' };

/** The entities behind them. */
export const ENTITIES = ['alice@contoso.com', 'helpdesk@contoso.com', CONNECTOR];

/**
 * A world whose one run asks nearly everything that a run can ask: a mailbox that forwards inside, a shared mailbox with
 * an account behind it and a connector, in one pull request that a member of a team approved.
 */
export async function crashWorld(): Promise<Sandbox> {
  const world = await startSandbox({
    policy: {
      approvals: { required: 1, approvers: { teams: ['secops'] } },
      evidence: { riskyUser: 'warn', forwarding: 'warn' },
      // Long enough for a slow machine to send within its first half, short enough to wait for.
      limits: { claimLease: '20s' },
    },
  });
  addPeople(world);
  world.forge.addTeam({ slug: 'secops', members: [REVIEWER] });
  addEntities(world);
  const connector = { connector: CONNECTOR };
  const pullRequest = await world.forge.openPullRequest({
    branch: 'unblock',
    author: ANALYST,
    files: {
      [pathOf('alice')]: goodRequest(world, 'alice@contoso.com'),
      [pathOf('helpdesk')]: `${goodRequest(world, 'helpdesk@contoso.com')}securedAccount: bob@contoso.com\n`,
      [pathOf('relay')]: requestYaml({ entity: connector, attestedAt: hoursAgo(world, 1), justification: REVIEWED }),
    },
  });
  world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
  await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
  const webhook = { REINSTATE_WEBHOOK: `${world.origins.webhook}/soc`, REINSTATE_WEBHOOK_SECRET: 'x'.repeat(24) };
  return { ...world, env: { ...world.env, ...webhook } };
}

const REVIEWED = 'The application behind it was patched and its traffic looked at.';

function addEntities(world: Sandbox): void {
  for (const name of ['alice', 'bob']) addSecuredMailbox(world, `${name}@contoso.com`);
  world.tenant.lift('bob@contoso.com');
  world.tenant.user('alice@contoso.com').forwarding = { recipient: 'bob' };
  world.tenant.addSharedMailbox({ address: 'helpdesk@contoso.com', rights: { fullAccess: ['bob@contoso.com'] } });
  world.tenant.restrict('helpdesk@contoso.com', { createdAt: hoursAgo(world, 3) });
  world.tenant.restrict({ connector: CONNECTOR }, { createdAt: hoursAgo(world, 3) });
}
