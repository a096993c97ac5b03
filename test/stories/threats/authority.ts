import { REVIEWER } from '../../../src/sandbox/story/cast.ts';
import type { ForgeAccount } from '../../../src/sandbox/forge/model.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { KEEPER, READER, WRITER } from './cast.ts';
import type { Stage } from './stage.ts';
import { denied, harmless, waits, type PlayedThreat } from './threat.ts';

/** The policy under which they are played. */
export const AUTHORITY_POLICY = {
  approvals: {
    required: 1,
    approvers: {
      users: [READER, 'hubot-left', 'hubot-moved', 'hubot-nameless', 'hubot-named', 'hubot-triager'],
      teams: ['secops'],
      permission: 'maintain',
    },
    protected: [{ entities: ['vip-*@contoso.com'], required: 2 }],
  },
};

async function approvedBy(stage: Stage, ...logins: string[]): Promise<void> {
  const pullRequest = await stage.open();
  for (const login of logins) stage.approve(pullRequest, login);
  await stage.merge(pullRequest);
}

function join(world: Sandbox, login: string, over: Partial<ForgeAccount> = {}): void {
  Object.assign(world.forge.addUser({ login, role: 'write' }), over);
}

function answers(world: Sandbox, path: string, fault: { status: number; body: object }): void {
  world.faults.add({ system: 'github', match: { path }, times: Infinity, fault });
}

/** The team is made by the first threat that has a member in it. */
function member(world: Sandbox, login: string, state: 'active' | 'pending', slug = 'secops'): void {
  const team = world.forge.state.teams.find((one) => one.slug === slug) ?? world.forge.addTeam({ slug });
  team.members.set(login, { state, role: 'member' });
}

/** Who may approve, and how many it takes. */
export const authorityThreats: readonly PlayedThreat[] = [
  harmless('by-role', 'a maintainer', async (stage) => approvedBy(stage, REVIEWER)),
  denied('by-nobody', 'somebody whom the policy does not name', 'does not name this account', async (stage) => {
    member(stage.world, KEEPER, 'active');
    await approvedBy(stage, WRITER);
  }),
  denied('only-reads', 'a named approver who may only read', 'write is needed', async (stage) =>
    approvedBy(stage, READER),
  ),
  harmless('in-team', 'a member of a team', async (stage) => {
    join(stage.world, 'hubot-member');
    member(stage.world, 'hubot-member', 'active');
    await approvedBy(stage, 'hubot-member');
  }),
  harmless('in-child-team', 'a member of a team below it', async (stage) => {
    join(stage.world, 'hubot-child');
    stage.world.forge.addTeam({ slug: 'secops-night', parent: 'secops', members: ['hubot-child'] });
    await approvedBy(stage, 'hubot-child');
  }),
  denied('invited', 'a pending team membership', 'does not name this account', async (stage) => {
    join(stage.world, 'hubot-invited');
    member(stage.world, 'hubot-invited', 'pending');
    await approvedBy(stage, 'hubot-invited');
  }),
  waits('team-unread', 'a team that could not be read', { says: 'membership of team secops' }, async (stage) => {
    join(stage.world, 'hubot-unread');
    answers(stage.world, 'memberships/hubot-unread', { status: 403, body: {} });
    await approvedBy(stage, 'hubot-unread');
  }),
  harmless('team-needless', 'the same, where the count is reached without', async (stage) => {
    await approvedBy(stage, 'hubot-unread', REVIEWER);
  }),
  denied('left', 'an approver who lost access', 'holds none', async (stage) => {
    join(stage.world, 'hubot-left');
    await approvedBy(stage, 'hubot-left');
    stage.world.forge.user('hubot-left').role = 'none';
  }),
  denied('moved', 'a login registered again by somebody else', 'belongs to another account', async (stage) => {
    join(stage.world, 'hubot-moved');
    const user = { id: 999, login: 'hubot-moved', permissions: { pull: true, push: true, admin: false } };
    const body = { permission: 'write', role_name: 'write', user };
    answers(stage.world, 'collaborators/hubot-moved', { status: 200, body });
    await approvedBy(stage, 'hubot-moved');
  }),
  denied('nameless', 'the same, told only by the account itself', 'belongs to another account', async (stage) => {
    join(stage.world, 'hubot-nameless');
    const body = { permission: 'write', role_name: 'write', user: null };
    answers(stage.world, 'collaborators/hubot-nameless', { status: 200, body });
    answers(stage.world, 'users/hubot-nameless', {
      status: 200,
      body: { id: 999, login: 'hubot-nameless', type: 'User' },
    });
    await approvedBy(stage, 'hubot-nameless');
  }),
  waits(
    'right-unread',
    'rights that could not be read',
    { says: 'GitHub refused to show permission' },
    async (stage) => {
      join(stage.world, 'hubot-hidden');
      answers(stage.world, 'collaborators/hubot-hidden', { status: 403, body: {} });
      await approvedBy(stage, 'hubot-hidden');
    },
  ),
  harmless('custom-write', 'a custom role that extends write', async (stage) => {
    join(stage.world, 'hubot-named', { customRole: 'responder' });
    await approvedBy(stage, 'hubot-named');
  }),
  harmless('custom-maintain', 'a custom role that extends maintain', async (stage) => {
    join(stage.world, 'hubot-custom', { role: 'maintain', customRole: 'lead' });
    await approvedBy(stage, 'hubot-custom');
  }),
  denied('custom-triage', 'a custom role that extends triage', 'write is needed', async (stage) => {
    join(stage.world, 'hubot-triager', { role: 'triage', customRole: 'maintain-the-docs' });
    await approvedBy(stage, 'hubot-triager');
  }),
  denied('vip-one', 'one approval for a protected entity', '1 of 2', async (stage) => approvedBy(stage, REVIEWER)),
  denied('vip-twice', 'two approvals by one account', '1 of 2', async (stage) => approvedBy(stage, REVIEWER, REVIEWER)),
  harmless('vip-both', 'two approvals by two accounts', async (stage) => approvedBy(stage, REVIEWER, KEEPER)),
];
