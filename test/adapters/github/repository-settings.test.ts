import { describe, expect, it } from 'vitest';
import { connectGitHub } from '../../../src/adapters/github/client.ts';
import { createRepositorySettings } from '../../../src/adapters/github/repository-settings.ts';
import type { RepositorySettings } from '../../../src/ports/repository-settings.ts';
import { MissingRightError, NotFoundError, UnavailableError } from '../../../src/support/errors.ts';
import { scriptedServer, type Received, type Reply } from '../scripted-server.ts';
import { testClock } from '../test-clock.ts';

const TOKEN = 'ghs_planted0123456789abcdefghijklmnop';

async function github(reply: (request: Received, index: number) => Reply) {
  const server = await scriptedServer(reply);
  const connection = { apiUrl: server.origin, token: TOKEN, owner: 'contoso', repo: 'unblock', clock: testClock() };
  return { server, settings: createRepositorySettings(connectGitHub(connection)) };
}

async function answer(body: unknown, ask: (settings: RepositorySettings) => Promise<unknown>) {
  return ask((await github(() => ({ body }))).settings);
}

type Read = readonly [string, (settings: RepositorySettings) => Promise<unknown>];
const READS: readonly Read[] = [
  ['team', async (settings) => settings.teamMembers('secops')],
  ['rules', async (settings) => settings.branchRules('main')],
  ['ruleset', async (settings) => settings.ruleset(7)],
  ['protection', async (settings) => settings.branchProtection('main')],
  ['environment', async (settings) => settings.environment('microsoft365')],
  ['environments', async (settings) => settings.environments()],
  ['permissions', async (settings) => settings.workflowPermissions()],
  ['owners', async (settings) => settings.codeownersErrors()],
];
const PROVES_NOTHING: readonly (readonly [string, Reply])[] = [
  ['nothing', {}],
  ['half of an answer', { body: '[{"id":1,"type":"pull_request","ruleset_id":' }],
  ['a text', { body: '"x"' }],
  ['null', { body: 'null' }],
  ['a list of texts', { body: ['x'] }],
  [
    'values of other kinds',
    { body: { id: '1', name: 7, deployment_branch_policy: 'none', errors: 5, total_count: '0' } },
  ],
  ['an address elsewhere', { status: 301, headers: { location: 'https://github.example/' } }],
];

describe.each(READS)('reading the %s', (_, ask) => {
  it.each(PROVES_NOTHING)('concludes nothing from %s', async (_title, reply) => {
    const { settings } = await github(() => reply);
    const failure: unknown = await ask(settings).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(String(failure)).not.toContain(TOKEN);
  });

  it('tells a missing right', async () => {
    const { settings } = await github(() => ({ status: 403, body: { message: 'Resource not accessible' } }));
    await expect(ask(settings)).rejects.toBeInstanceOf(MissingRightError);
  });

  it('sends questions only, and again after a passing failure', async () => {
    const { settings, server } = await github((_request, index) => ({ status: index === 0 ? 503 : 403 }));
    await expect(ask(settings)).rejects.toBeInstanceOf(MissingRightError);
    expect(server.received.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });
});

describe('what is not there', () => {
  it.each([
    ['a team that the token can not see is a missing right', MissingRightError, READS[0]?.[1]],
    ['a ruleset is not found', NotFoundError, READS[2]?.[1]],
    ['protection that the token may not see is a missing right', MissingRightError, READS[3]?.[1]],
    ['what workflows may do is not found', NotFoundError, READS[6]?.[1]],
  ])('%s', async (_, kind, ask) => {
    const { settings } = await github(() => ({ status: 404, body: { message: 'Not Found' } }));
    await expect(ask?.(settings)).rejects.toBeInstanceOf(kind);
  });

  it.each(['Branch not protected', 'Branch not found'])(
    'is no protection where GitHub says so: %s',
    async (message) => {
      const { settings } = await github(() => ({ status: 404, body: { message } }));
      expect(await settings.branchProtection('main')).toBeUndefined();
    },
  );

  it('is no environment, and no CODEOWNERS to complain about', async () => {
    const { settings } = await github(() => ({ status: 404, body: { message: 'Not Found' } }));
    expect(await settings.environment('microsoft365')).toBeUndefined();
    expect(await settings.codeownersErrors()).toEqual([]);
  });
});

describe('the rules of a branch', () => {
  const parameters = { required_approving_review_count: 2, require_code_owner_review: true };

  it('are read in our own words, whatever else there is', async () => {
    const rules = [
      { type: 'pull_request', ruleset_id: 1, parameters },
      { type: 'non_fast_forward', ruleset_id: 1 },
      { type: 'deletion', ruleset_id: 2 },
      { type: 'update', ruleset_id: 3 },
      { type: 'something_new', ruleset_id: 4, parameters: 5 },
    ];
    const none = { approvals: 0, codeOwners: false };
    expect(await answer(rules, async (settings) => settings.branchRules('main'))).toEqual([
      { kind: 'pullRequest', ruleset: 1, approvals: 2, codeOwners: true },
      { kind: 'noForcePush', ruleset: 1, ...none },
      { kind: 'noDeletion', ruleset: 2, ...none },
      { kind: 'noUpdate', ruleset: 3, ...none },
      { kind: 'other', ruleset: 4, ...none },
    ]);
  });

  it('are asked for by the whole name of the branch, page by page', async () => {
    const { settings, server } = await github(({ path, headers }, index) => ({
      body: [{ type: 'update', ruleset_id: index }],
      headers: index === 0 ? { link: `<http://${headers.host}${path}&page=2>; rel="next"` } : {},
    }));
    const rules = await settings.branchRules('reinstate/records/contoso');
    expect(rules.map(({ ruleset }) => ruleset)).toEqual([0, 1]);
    const path = '/repos/contoso/unblock/rules/branches/reinstate%2Frecords%2Fcontoso?per_page=100';
    expect(server.received.map((one) => one.path)).toEqual([path, `${path}&page=2`]);
  });
});

describe('a ruleset', () => {
  const ruleset = { id: 7, name: 'default\u202E branch', source: 'contoso', current_user_can_bypass: 'never' };

  it.each([
    [
      'shown',
      { bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }] },
      [{ type: 'RepositoryRole', id: 5 }],
    ],
    ['shown and empty', { bypass_actors: [] }, []],
    [
      'of nobody with an id',
      { bypass_actors: [{ actor_id: null, actor_type: 'DeployKey' }] },
      [{ type: 'DeployKey', id: null }],
    ],
    ['not shown', {}, undefined],
  ])('tells whom it does not bind where that is %s', async (_, more, bypass) => {
    const read = await answer({ ...ruleset, ...more }, async (settings) => settings.ruleset(7));
    expect(read).toEqual({ id: 7, name: 'default branch', source: 'contoso', bypass, bindsToken: true });
  });

  it.each([
    ['never', true],
    ['always', false],
    ['pull_requests_only', false],
    ['exempt', false],
    [null, undefined],
  ])('that the token may pass by %s binds it: %s', async (own, bindsToken) => {
    const read = answer({ ...ruleset, current_user_can_bypass: own }, async (settings) => settings.ruleset(7));
    expect(await read).toMatchObject({ bindsToken });
  });
});

describe('an environment', () => {
  it.each([
    ['every branch', null, 'any'],
    ['protected branches', { protected_branches: true, custom_branch_policies: false }, 'protected'],
  ])('lets %s deploy', async (_, policy, branches) => {
    const body = { name: 'a', deployment_branch_policy: policy };
    expect(await answer(body, async (settings) => settings.environment('a'))).toBe(branches);
  });

  it('names its branches and tags, and its own name may hold anything', async () => {
    const custom = { protected_branches: false, custom_branch_policies: true };
    const policies = [{ name: 'main', type: 'branch' }, { name: 'v*', type: 'tag' }, { name: 'old' }];
    const { settings, server } = await github(({ path }) => ({
      body: path.includes('deployment-branch-policies')
        ? { total_count: 3, branch_policies: policies }
        : { deployment_branch_policy: custom },
    }));
    expect(await settings.environment('a/b c')).toEqual([
      { name: 'main', type: 'branch' },
      { name: 'v*', type: 'tag' },
      { name: 'old', type: 'branch' },
    ]);
    expect(server.received[0]?.path).toBe('/repos/contoso/unblock/environments/a%2Fb%20c');
  });

  it('that has more branches than are listed is unknown', async () => {
    const { settings } = await github(({ path }) => ({
      body: path.includes('deployment-branch-policies')
        ? { total_count: 101, branch_policies: [{ name: 'main' }] }
        : { deployment_branch_policy: { protected_branches: false } },
    }));
    await expect(settings.environment('a')).rejects.toBeInstanceOf(UnavailableError);
  });
});
