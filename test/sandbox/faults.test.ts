import { access } from 'node:fs/promises';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { FaultAnswer, QuotableRequest } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { accessToken, invoke } from './callers.ts';

const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress', parameters: { SenderAddress: 'alice@contoso.com' } };

let sandbox: Sandbox;
let token: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  sandbox.tenant.restrict('alice@contoso.com');
  token = await accessToken(sandbox);
});
afterEach(() => sandbox.close());

it.each([
  ['before', 0],
  ['after', 1],
] as const)('breaks the connection %s the effect', async (when, effective) => {
  sandbox.faults.add({ system: 'exchange', match: { cmdlet: REMOVE.cmdlet }, fault: { reset: true, when } });
  await expect(invoke(sandbox, token, REMOVE)).rejects.toThrow('fetch failed');
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(effective);
});

it.each([
  ['before', 0],
  ['after', 1],
] as const)('answers another status %s the effect', async (when, effective) => {
  const fault = { status: 503, body: { error: 'busy' }, headers: { 'retry-after': '7' }, when };
  sandbox.faults.add({ system: 'exchange', match: { cmdlet: REMOVE.cmdlet }, fault });
  const response = await invoke(sandbox, token, REMOVE);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(response.body).toEqual({ error: 'busy' });
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(effective);
});

it('makes an answer from the request, which takes no effect', async () => {
  const quote = ({ authorization = '', cmdlet = '' }: QuotableRequest) => ({
    status: 500,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ authorization, cmdlet }),
  });
  sandbox.faults.add({ system: 'exchange', fault: { quote } });
  const { status, body } = await invoke(sandbox, token, REMOVE);
  expect({ status, body }).toEqual({ status: 500, body: { authorization: `Bearer ${token}`, cmdlet: REMOVE.cmdlet } });
  expect(sandbox.tenant.effectiveRemoves()).toEqual([]);
});

it('strikes as often as it was told to, after as many as it was told to skip', async () => {
  const rule = {
    system: 'exchange',
    match: { path: /invokecommand$/i },
    skip: 1,
    times: 2,
    fault: { status: 429 },
  } as const;
  const active = sandbox.faults.add(rule);
  const statuses = [];
  for (let i = 0; i < 4; i += 1) {
    statuses.push((await invoke(sandbox, token, { cmdlet: 'Get-BlockedSenderAddress' })).status);
  }
  expect(statuses).toEqual([200, 429, 429, 200]);
  expect(active.struck()).toBe(2);
});

it('makes an answer from the real one, which takes effect', async () => {
  const reshape = (answer: FaultAnswer) => ({ ...answer, status: 202, body: answer.body.toUpperCase() });
  sandbox.faults.add({ system: 'exchange', match: { body: /alice@contoso\.com/ }, fault: { reshape } });
  const response = await invoke(sandbox, token, REMOVE);
  expect(response).toMatchObject({ status: 202, text: expect.stringContaining('"VALUE":[]') });
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(1);
});

it.each([
  ['of its own', 0, { status: 400, body: 'twelve bytes' }],
  ['that is the real one', 1, {}],
])('breaks off in the middle of an answer %s', async (_, effective, answer) => {
  const fault = { ...answer, halfway: 'reset' } as const;
  sandbox.faults.add({ system: 'exchange', match: { cmdlet: REMOVE.cmdlet }, fault });
  await expect(invoke(sandbox, token, REMOVE)).rejects.toThrow('terminated');
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(effective);
});

it('falls silent in the middle of an answer', async () => {
  sandbox.faults.add({ system: 'github', fault: { status: 200, body: 'twelve bytes', halfway: 'hang' } });
  const answer = await fetch(`${sandbox.origins.github}/users/x`, { signal: AbortSignal.timeout(500) });
  await expect(answer.text()).rejects.toThrow(/timeout/);
});

it('leaves other systems, methods, paths, cmdlets and bodies alone', async () => {
  for (const match of [{ cmdlet: 'Get-Mailbox' }, { method: 'GET' }, { path: 'EXOModuleFile' }, { body: 'bob' }]) {
    sandbox.faults.add({ system: 'exchange', match, times: Infinity, fault: { reset: true } });
  }
  sandbox.faults.add({ system: 'graph', fault: { reset: true } });
  expect((await invoke(sandbox, token, REMOVE)).status).toBe(200);
});

it('hangs until the client gives up', async () => {
  sandbox.faults.add({ system: 'github', fault: { hang: true } });
  const asking = fetch(`${sandbox.origins.github}/users/x`, { signal: AbortSignal.timeout(100) });
  await expect(asking).rejects.toThrow(/timeout/);
});

it('delays without changing the answer', async () => {
  sandbox.faults.add({ system: 'exchange', fault: { delayMs: 20 } });
  expect((await invoke(sandbox, token, REMOVE)).status).toBe(200);
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(1);
});

it('carries a push out and then breaks its answer', async () => {
  sandbox.forge.addUser({ login: 'octocat' });
  const folder = await sandbox.clone();
  sandbox.faults.add({
    system: 'git',
    match: { path: 'git-receive-pack', method: 'POST' },
    fault: { reset: true, when: 'after' },
  });
  await expect(sandbox.git(['push', 'origin', 'HEAD:refs/heads/new'], folder)).rejects.toThrow(/git push/);
  expect(sandbox.forge.tip('new')).toBe(sandbox.forge.tip());
});

it('logs every request with what it was answered', async () => {
  sandbox.faults.add({ system: 'exchange', fault: { reset: true } });
  await invoke(sandbox, token, REMOVE).catch(() => {});
  await invoke(sandbox, token, REMOVE);
  const logged = sandbox.requests.filter(({ system }) => system === 'exchange');
  expect(logged.map(({ method, status, authorization }) => ({ method, status, authorization }))).toEqual([
    { method: 'POST', status: undefined, authorization: `Bearer ${token}` },
    { method: 'POST', status: 200, authorization: `Bearer ${token}` },
  ]);
});

it('leaves no file and no listener behind', async () => {
  const world = await startSandbox();
  world.trust();
  const authority = world.env['NODE_EXTRA_CA_CERTS'] ?? '';
  await access(authority);
  await world.close();
  await expect(access(authority)).rejects.toThrow(/ENOENT/);
  await expect(fetch(`${world.origins.github}/users/x`)).rejects.toThrow('fetch failed');
});

it('holds several tenants apart', async () => {
  await using world = await startSandbox({
    tenants: [
      { name: 'contoso' },
      { name: 'contoso-eu', tenantId: '44444444-4444-4444-4444-444444444444', domains: ['eu.contoso.com'] },
    ],
  });
  world.trust();
  const [, second] = world.tenants;
  second?.restrict('bob@eu.contoso.com');
  const bearer = await accessToken(world);
  const first = await invoke(world, bearer, { cmdlet: 'Get-BlockedSenderAddress' });
  expect(first.body.value).toEqual([]);
  const url = `${world.origins.exchange}/adminapi/beta/${second?.tenantId}/InvokeCommand`;
  expect((await invoke(world, bearer, { cmdlet: 'Get-BlockedSenderAddress', url })).status).toBe(401);
  expect(world.policyYaml()).toContain('44444444-4444-4444-4444-444444444444');
});

it.each([
  ['before', 0],
  ['after', 1],
] as const)('is held %s the effect for as long as a scenario wants', async (when, effective) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: held, resolve: hold } = Promise.withResolvers<string | undefined>();
  const pause = async ({ cmdlet }: { readonly cmdlet: string | undefined }) => {
    hold(cmdlet);
    await released;
  };
  sandbox.faults.add({ match: ({ cmdlet }) => cmdlet === REMOVE.cmdlet, fault: { when, pause } });
  const asking = invoke(sandbox, token, REMOVE);
  expect(await held).toBe(REMOVE.cmdlet);
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(effective);
  release();
  expect((await asking).status).toBe(200);
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(1);
});
