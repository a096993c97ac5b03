import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { countsOf, documented } from './calls.ts';
import { reconcile, reinstate } from './program.ts';
import { goodRequest, landed, pathOf } from './request.ts';

// Fifty of everything, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const REQUESTS = 50;
const RESTRICTED = 500;

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
    expect(countsOf(world, from)).toEqual(documented(2, 0));
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
    expect(countsOf(world, from)).toEqual(documented(2, 1));
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
