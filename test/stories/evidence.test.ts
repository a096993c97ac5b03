import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, hoursAgo } from '../../src/sandbox/story/cast.ts';
import type { TenantUser } from '../../src/sandbox/tenant/model.ts';
import { phases, reconcile, recordOf, reinstate, type Reconciled } from './program.ts';
import { goodRequest, landed, pathOf } from './request.ts';

interface Planned {
  readonly id: string;
  readonly missing: readonly string[];
  readonly evidence: readonly { readonly check: string; readonly remedy?: string }[];
}

/** What is wrong with each mailbox, and what the plan has to name as its cure. */
const CASES: readonly (readonly [string, (world: Sandbox, user: TenantUser) => void, RegExp])[] = [
  ['shared', (_, user) => Object.assign(user, { kind: 'sharedMailbox' }), /securedAccount, in a new request/u],
  ['premises', (_, user) => Object.assign(user, { onPremises: true }), /change the password where it is kept/u],
  [
    'fresh',
    (world, user) => {
      user.methods = [{ type: 'fido2', createdDateTime: hoursAgo(world, 2) }];
    },
    /ask the owner whether the method is his/u,
  ],
  [
    'group',
    (world, user) => {
      world.tenant.groups.push({ name: 'Team', address: 'team@contoso.com' });
      user.forwarding = { recipient: 'Team' };
    },
    /end the forwarding/u,
  ],
  [
    'folder',
    (_, user) => {
      user.inboxRules = [{ name: 'x', moveToFolder: 'Courrier indésirable' }];
    },
    /look through the rules/u,
  ],
  ['twice', (world) => world.tenant.addUser({ address: 'twice@contoso.com' }), /see to it that one alone does/u],
  ['federated', (_, user) => Object.assign(user, { userPrincipalName: 'f@fabrikam.com' }), /identity provider/u],
];

describe('evidence that proves nothing', () => {
  let world: Sandbox;
  let clone: string;
  let planned: readonly Planned[];
  let text: string;
  let run: Reconciled;

  beforeAll(async () => {
    const tenants = [{ name: 'contoso', domains: ['contoso.com', 'fabrikam.com'] }] as const;
    const evidence = { passwordReset: 'require', mfa: 'require', inboxRules: 'require', riskyUser: 'warn' };
    world = await startSandbox({ tenants, policy: { evidence } });
    world.tenant.federatedDomains.push('fabrikam.com');
    world.tenant.reader.graphRoles = world.tenant.reader.graphRoles.filter((role) => !role.startsWith('IdentityRisky'));
    addPeople(world);
    for (const [name, spoil] of CASES) {
      addSecuredMailbox(world, `${name}@contoso.com`);
      spoil(world, world.tenant.user(`${name}@contoso.com`));
    }
    addSecuredMailbox(world, 'well@contoso.com');
    const names = [...CASES.map(([name]) => name), 'well'];
    const files = names.map((name) => [pathOf(name), goodRequest(world, `${name}@contoso.com`)]);
    await landed(world, Object.fromEntries(files));
    clone = await world.clone();
    const { requests }: { requests: readonly Planned[] } = JSON.parse(
      (await reinstate(world, clone, ['plan', '--json'])).stdout,
    );
    planned = requests;
    text = (await reinstate(world, clone, ['plan'])).stdout;
    run = await reconcile(world, clone);
  }, 240_000);

  afterAll(async () => world.close());

  it.each(CASES.map(([name, , cure]) => ({ name, cure })))(
    'waits, and the plan names what cures it where waiting does not: $name',
    ({ name, cure }) => {
      const { missing = [] } = planned.find(({ id }) => id === `contoso/${name}`) ?? {};
      expect(missing.filter((sentence) => cure.test(sentence))).toHaveLength(1);
      expect(text).toMatch(cure);
    },
  );

  it('waits in the run as well, which names the same', () => {
    expect(phases(run)).toEqual({
      ...Object.fromEntries(CASES.map(([name]) => [`contoso/${name}`, 'Pending'])),
      'contoso/well': 'Unblocked',
    });
    for (const [name, , cure] of CASES) {
      expect(run.results.find(({ id }) => id === `contoso/${name}`)?.reason).toMatch(cure);
    }
  });

  it('is named where the policy only warns of it, and blocks nothing', () => {
    const well = planned.find(({ id }) => id === 'contoso/well');
    expect(well?.missing).toEqual([]);
    expect(well?.evidence.find(({ check }) => check === 'riskyUser')?.remedy).toMatch(/IdentityRiskyUser\.Read\.All/u);
  });

  it('leaves the shape of records as it was', async () => {
    const record = await recordOf(world, 'shared');
    expect(JSON.stringify(record?.['evidence'])).not.toContain('remedy');
  });
});

it('about a mailbox that may be a shared one, as Exchange does not show it, unblocks nothing', async () => {
  await using world = await startSandbox({ policy: { evidence: { forwarding: 'warn' } } });
  addPeople(world);
  addSecuredMailbox(world, 'info@contoso.com');
  Object.assign(world.tenant.user('info@contoso.com'), { kind: 'sharedMailbox', enabled: false });
  world.faults.add({ system: 'exchange', match: { cmdlet: 'Get-Mailbox' }, times: Infinity, fault: { status: 403 } });
  await landed(world, { [pathOf('info')]: goodRequest(world, 'info@contoso.com') });
  const run = await reconcile(world, await world.clone());
  expect(run.results).toEqual([
    expect.objectContaining({ phase: 'Pending', reason: expect.stringContaining('could not be read') }),
  ]);
  expect(world.tenant.effectiveRemoves()).toEqual([]);
});

it('about an account whose addresses neither system shows unblocks none of them', async () => {
  const evidence = { passwordReset: 'attest', mfa: 'attest', forwarding: 'warn', inboxRules: 'off' };
  await using world = await startSandbox({ policy: { evidence } });
  addPeople(world);
  world.tenant.addUser({ address: 'alice@contoso.com', aliases: ['a.smith@contoso.com'] });
  for (const address of ['alice@contoso.com', 'a.smith@contoso.com']) {
    world.tenant.restrict(address, { createdAt: hoursAgo(world, 3) });
  }
  world.faults.add({ system: 'exchange', match: { cmdlet: 'Get-Mailbox' }, times: Infinity, fault: { status: 403 } });
  world.faults.add({ system: 'graph', match: { path: '/users' }, times: Infinity, fault: { status: 403 } });
  await landed(world, {
    [pathOf('alice')]: goodRequest(world, 'alice@contoso.com'),
    [pathOf('alias')]: goodRequest(world, 'a.smith@contoso.com'),
  });
  const run = await reconcile(world, await world.clone());
  expect(phases(run)).toEqual({ 'contoso/alice': 'Pending', 'contoso/alias': 'Pending' });
  for (const { reason } of run.results) expect(reason).toContain('the addresses of the account are not known');
  expect(run.exitCode).toBe(3);
  expect(world.tenant.effectiveRemoves()).toEqual([]);
});

it('about an account with an address that nobody can read unblocks and settles nothing', async () => {
  await using world = await startSandbox();
  addPeople(world);
  addSecuredMailbox(world, 'alice@contoso.com');
  world.tenant.addUser({ address: 'bob@contoso.com' });
  for (const name of ['alice', 'bob']) world.tenant.user(`${name}@contoso.com`).aliases = [`"${name} 2"@contoso.com`];
  await landed(world, {
    [pathOf('alice')]: goodRequest(world, 'alice@contoso.com'),
    [pathOf('bob')]: goodRequest(world, 'bob@contoso.com'),
  });
  const run = await reconcile(world, await world.clone());
  expect(phases(run)).toEqual({ 'contoso/alice': 'Pending', 'contoso/bob': 'Pending' });
  for (const { reason } of run.results) expect(reason).toContain('cure this: mend the proxy address');
  expect(world.tenant.effectiveRemoves()).toEqual([]);
});

it('about an address that nobody in the directory holds unblocks nothing, even where it rests on attestations', async () => {
  const evidence = { passwordReset: 'attest', mfa: 'attest', forwarding: 'off', inboxRules: 'off' };
  await using world = await startSandbox({ policy: { evidence } });
  addPeople(world);
  world.tenant.restrict('nobody@contoso.com', { createdAt: hoursAgo(world, 3) });
  await landed(world, { [pathOf('nobody')]: goodRequest(world, 'nobody@contoso.com') });
  const run = await reconcile(world, await world.clone());
  expect(run.results).toEqual([
    expect.objectContaining({ phase: 'Pending', reason: expect.stringContaining('no user of the directory holds') }),
  ]);
  expect(world.tenant.effectiveRemoves()).toEqual([]);
});
