import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { reconcile, reinstate } from './program.ts';
import { goodRequest, landed, pathOf } from './request.ts';

// Fifty of everything, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const REQUESTS = 50;
const RESTRICTED = 500;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu;

type Counts = Readonly<Record<string, number>>;

/** The sandbox's own log as the table of docs/calls.md words it; git and GitHub's identity tokens are left out. */
function countsOf(world: Sandbox, from: { readonly requests: number; readonly cmdlets: number }): Counts {
  const asked = [
    ...world.tenant.log.slice(from.cmdlets).map(({ cmdlet }) => cmdlet),
    ...world.requests
      .slice(from.requests)
      .filter(({ system, path }) => ['graph', 'github', 'entra'].includes(system) && !path.includes('.well-known'))
      .map(({ method, path }) => `${method} ${plain(path)}`),
  ];
  const counts: Record<string, number> = {};
  for (const one of asked) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

function plain(path: string): string {
  return path
    .replace(/^\/v1\.0/u, '')
    .replace(/^\/users\?\$filter=.*/u, '/users?$filter=…')
    .replace(/\?(?!\$filter).*/u, '')
    .replace(/^\/repos\/contoso\/unblock$/u, '/repos/{repository}')
    .replace(/^\/repos\/contoso\/unblock/u, '')
    .replace(/[0-9a-f]{40}/u, '{sha}')
    .replace(/(?<=\/(?:pulls|issues)\/)\d+/u, '{number}')
    .replace(/(?<=\/collaborators\/)[^/]+/u, '{login}')
    .replace(/(?<=\/domains\/).*/u, '{domain}')
    .replaceAll(UUID, '{id}')
    .replace('/{id}/oauth2', '/oauth2');
}

/** A column of the documented table; what is documented as never asked is left out. */
function documented(column: 'plan' | 'reconcile'): Counts {
  const text = readFileSync(new URL('../../docs/calls.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` +\|[^|]+\| +(\d+) +\| +(\d+) +\|$/gmu)];
  expect(rows.length).toBeGreaterThan(10);
  return Object.fromEntries(
    rows.flatMap(([, asked = '', plan, run]) => {
      const count = Number(column === 'plan' ? plan : run);
      return count === 0 ? [] : [[asked, count] as const];
    }),
  );
}

describe('fifty requests among five hundred restricted entities', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await startSandbox({ policy: { limits: { unblocksPerRun: REQUESTS } } });
    addPeople(world);
    const names = Array.from({ length: REQUESTS }, (_, index) => `user${index}`);
    for (const name of names) addSecuredMailbox(world, `${name}@contoso.com`);
    for (let index = REQUESTS; index < RESTRICTED; index += 1) world.tenant.restrict(`other${index}@contoso.com`);
    const files = names.map((name) => [pathOf(name), goodRequest(world, `${name}@contoso.com`)]);
    await landed(world, Object.fromEntries(files));
    clone = await world.clone();
    // Long enough that whatever is asked at once is there at once.
    for (const system of ['exchange', 'graph'] as const) {
      world.faults.add({ system, times: Infinity, fault: { delayMs: 100 } });
    }
  });

  afterAll(async () => world.close());

  it('are decided by plan with as many calls as documented', async () => {
    const from = { requests: world.requests.length, cmdlets: world.tenant.log.length };
    const { stdout, exitCode } = await reinstate(world, clone, ['plan', '--json']);
    const { requests }: { requests: readonly { outcome: string }[] } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(requests.map(({ outcome }) => outcome)).toEqual(Array(REQUESTS).fill('approved'));
    expect(countsOf(world, from)).toEqual(documented('plan'));
  });

  it('are asked about concurrently, and never more at once than documented', () => {
    expect(world.peak('exchange')).toBeGreaterThanOrEqual(4);
    expect(world.peak('exchange')).toBeLessThanOrEqual(8);
    expect(world.peak('graph')).toBeGreaterThanOrEqual(4);
    expect(world.peak('graph')).toBeLessThanOrEqual(10);
  });

  it('are listed, all five hundred, with two questions and one token', async () => {
    const from = { requests: world.requests.length, cmdlets: world.tenant.log.length };
    const { stdout } = await reinstate(world, clone, ['list', '--json']);
    const { entities }: { entities: readonly unknown[] } = JSON.parse(stdout);
    expect(entities).toHaveLength(RESTRICTED);
    expect(countsOf(world, from)).toEqual({
      'Get-BlockedSenderAddress': 1,
      'Get-BlockedConnector': 1,
      'POST /oauth2/v2.0/token': 1,
    });
  });

  it('are unblocked by reconcile with as many calls as documented', async () => {
    world.faults.clear();
    const from = { requests: world.requests.length, cmdlets: world.tenant.log.length };
    const run = await reconcile(world, clone);
    expect(run.results.map(({ phase }) => phase)).toEqual(Array(REQUESTS).fill('Unblocked'));
    expect(countsOf(world, from)).toEqual(documented('reconcile'));
  });
});

it('what accounts share is asked once', async () => {
  await using world = await startSandbox();
  addPeople(world);
  addSecuredMailbox(world, 'bob@contoso.com');
  world.tenant.lift('bob@contoso.com');
  const names = ['info', 'sales', 'press'];
  for (const name of names) {
    addSecuredMailbox(world, `${name}@contoso.com`);
    const rights = { fullAccess: ['bob@contoso.com'], sendAs: [], sendOnBehalf: [], refused: [] };
    const inboxRules = [{ name: 'copy', forwardTo: ['bob@contoso.com'] }];
    const shared = { kind: 'sharedMailbox', rights, inboxRules, forwarding: { recipient: 'bob' } };
    Object.assign(world.tenant.user(`${name}@contoso.com`), shared);
  }
  const request = (name: string): string =>
    `${goodRequest(world, `${name}@contoso.com`)}securedAccount: bob@contoso.com\n`;
  await landed(world, Object.fromEntries(names.map((name) => [pathOf(name), request(name)])));
  const run = await reconcile(world, await world.clone());
  expect(run.results.map(({ phase }) => phase)).toEqual(['Unblocked', 'Unblocked', 'Unblocked']);
  expect(countsOf(world, { requests: 0, cmdlets: 0 })).toMatchObject({
    'Get-Mailbox': 3,
    'Get-InboxRule': 3,
    'Get-MailboxPermission': 3,
    'Get-RecipientPermission': 3,
    // Forwarding names bob, and rules name him by his legacy name.
    'Get-Recipient': 2,
    'GET /users?$filter=…': 4,
    'GET /users/{id}/authentication/methods': 1,
    'GET /domains/{domain}': 1,
  });
});
