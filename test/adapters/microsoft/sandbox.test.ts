import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TenantFacts } from '../../../src/evidence/evidence.ts';
import type { TenantPolicy } from '../../../src/policy/policy.ts';
import type { RemoveAnswer, RestrictionList } from '../../../src/ports/exchange.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import type { Question } from './probe.ts';

const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
const ALICE = { mailbox: 'alice@contoso.com' };

async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started = await startSandbox(options);
  onTestFinished(async () => started.close());
  return started;
}

async function ask<T extends readonly unknown[]>(world: Sandbox, ...questions: readonly Question[]): Promise<T> {
  return askAs(world, {}, ...questions);
}

/** The same under a policy that differs. */
async function askAs<T extends readonly unknown[]>(
  world: Sandbox,
  changes: Partial<TenantPolicy>,
  ...questions: readonly Question[]
): Promise<T> {
  const { tenantId, writer, reader, domains } = world.tenant;
  const { exchange, graph } = world.origins;
  const policy = {
    tenantId,
    clientId: writer.clientId,
    readerClientId: reader.clientId,
    domains,
    endpoints: { exchange, graph },
    ...changes,
  };
  const argv = [PROBE, JSON.stringify(policy), JSON.stringify(questions)];
  const { stdout } = await promisify(execFile)(process.execPath, argv, {
    env: { ...world.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  const answers: T = JSON.parse(stdout);
  return answers;
}

describe('the adapters against a whole tenant', () => {
  it.each(['iso', 'noOffset', 'dotnet'] as const)('list, remove once and list again, with %s dates', async (dates) => {
    const world = await sandbox({ tenants: [{ name: 'contoso', settings: { dates, booleans: 'text' } }] });
    world.tenant.addUser({ address: 'alice@contoso.com' });
    world.tenant.restrict('alice@contoso.com', { createdAt: '2026-11-23T07:41:00Z' });
    world.tenant.restrict({ connector: '6a1f0f3c-0000-4000-8000-0123456789ab' });
    const [before, removed, after] = await ask<[RestrictionList, RemoveAnswer, RestrictionList]>(
      world,
      { ask: 'restrictions' },
      { ask: 'remove', entity: ALICE },
      { ask: 'restrictions' },
    );
    expect(before.complete).toBe(true);
    expect(before.restrictions[0]).toMatchObject({
      entity: ALICE,
      createdAt: '2026-11-23T07:41:00.000Z',
      temporary: false,
      reason: { kind: 'outboundSpam' },
    });
    expect(before.restrictions).toHaveLength(2);
    expect(removed).toEqual({ kind: 'accepted' });
    expect(after).toMatchObject({ complete: true, restrictions: [{ reason: { kind: 'connector' } }] });
    const removes = world.tenant.effectiveRemoves();
    expect(removes.map(({ clientId }) => clientId)).toEqual([world.tenant.writer.clientId]);
    const reads = world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Get-'));
    expect(new Set(reads.map(({ clientId }) => clientId))).toEqual(new Set([world.tenant.reader.clientId]));
  });

  it('follow the pages of a long list', async () => {
    const world = await sandbox();
    for (let index = 0; index < 2_500; index += 1) world.tenant.restrict(`user${index}@contoso.com`);
    const [list] = await ask<[RestrictionList]>(world, { ask: 'restrictions' });
    expect(list).toMatchObject({ complete: true });
    expect(list.restrictions).toHaveLength(2_500);
  });

  it('gather the facts of an account, and only of it', async () => {
    const world = await sandbox();
    world.tenant.addUser({
      address: "o'neil@contoso.com",
      aliases: ['on@contoso.com'],
      passwordChangedAt: '2026-11-23T08:20:00Z',
      methods: [{ type: 'phone' }],
      forwarding: { smtpAddress: 'x@fabrikam.com' },
      inboxRules: [{ name: 'evil', hidden: true, forwardTo: ['x@fabrikam.com'], deleteMessage: true }],
    });
    world.tenant.addUser({ address: 'bob@contoso.com' });
    const [facts] = await ask<[TenantFacts]>(world, { ask: 'facts', entity: { mailbox: 'on@contoso.com' } });
    expect(facts.addresses).toEqual({ known: true, value: ['on@contoso.com', "o'neil@contoso.com"] });
    expect(facts.user).toMatchObject({ known: true, value: { lastPasswordChangeAt: '2026-11-23T08:20:00.000Z' } });
    expect(facts.strongMethods).toMatchObject({ known: true, value: { registered: true, addedAt: [null] } });
    expect(facts.forwarding).toEqual({ known: true, value: 'external' });
    expect(facts.inboxRules).toEqual({
      known: true,
      value: [{ enabled: true, suspicious: ['forwardsOut', 'deletes'] }],
    });
    expect(JSON.stringify(facts)).not.toMatch(/evil|fabrikam/u);
  });

  it('take the account behind a shared mailbox where it has a right to it', async () => {
    const world = await sandbox();
    world.tenant.addSharedMailbox({ address: 'info@contoso.com', rights: { sendOnBehalf: ['bob'] } });
    world.tenant.addUser({ address: 'bob@contoso.com', methods: [{ type: 'fido2' }] });
    world.tenant.addUser({ address: 'carol@contoso.com' });
    const entity = { mailbox: 'info@contoso.com' };
    const [ofBob, ofCarol, ofNobody] = await ask<[TenantFacts, TenantFacts, TenantFacts]>(
      world,
      { ask: 'facts', entity, securedAccount: 'bob@contoso.com' },
      { ask: 'facts', entity, securedAccount: 'carol@contoso.com' },
      { ask: 'facts', entity },
    );
    expect(ofBob.subject).toEqual({ known: true, value: { kind: 'securedAccount' } });
    expect(ofBob.user).toMatchObject({ value: { addresses: ['bob@contoso.com'] } });
    expect(ofCarol.subject).toMatchObject({ known: true, value: { kind: 'notCounted' } });
    expect(ofNobody.subject).toEqual({ known: true, value: { kind: 'nobody' } });
  });

  it.each<[string, (world: Sandbox) => void, RegExp]>([
    [
      'no federated credential matches',
      ({ job }) => Object.assign(job, { subject: 'repo:else/where:ref:refs/heads/main' }),
      /AADSTS700213/u,
    ],
    [
      'GitHub gives no identity token',
      ({ faults }) => faults.add({ system: 'oidc', times: Infinity, fault: { status: 403 } }),
      /GitHub refused an identity token/u,
    ],
  ])('say what is missing where %s, and never show a token', async (_, spoil, message) => {
    const world = await sandbox();
    spoil(world);
    const [failure, list, removed] = await ask<[{ name: string; message: string }, RestrictionList, RemoveAnswer]>(
      world,
      { ask: 'tokens' },
      { ask: 'restrictions' },
      { ask: 'remove', entity: ALICE },
    );
    expect(failure.name).toBe('MissingRightError');
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toMatch(/eyJ/u);
    expect(list).toMatchObject({ complete: false, remedy: 'grant' });
    expect(removed).toMatchObject({ kind: 'unauthorized' });
  });

  it('say that Microsoft Entra can not be reached where it can not', async () => {
    const world = await sandbox();
    world.faults.add({ system: 'entra', times: Infinity, fault: { reset: true } });
    const [failure] = await ask<[{ name: string }]>(world, { ask: 'tokens' });
    expect(failure.name).toBe('UnavailableError');
  });

  it.each(['usGov', 'usGovDod', 'china'] as const)(
    'ask in the names of the cloud %s, whatever the endpoints are',
    async (cloud) => {
      const world = await sandbox({ cloud });
      world.tenant.restrict('alice@contoso.com');
      const [list, tokens] = await askAs<[RestrictionList, number]>(
        world,
        { cloud },
        { ask: 'restrictions' },
        { ask: 'tokens' },
      );
      expect(list).toMatchObject({ complete: true, restrictions: [{ entity: ALICE }] });
      expect(tokens).toBe(2);
    },
  );

  it('get nothing in the names of another cloud', async () => {
    const world = await sandbox({ cloud: 'usGov' });
    const [failure] = await ask<[{ name: string; message: string }]>(world, { ask: 'tokens' });
    expect(failure).toMatchObject({ name: 'MissingRightError', message: expect.stringMatching(/AADSTS700212/u) });
  });

  it('ask for a fresh identity for each token', async () => {
    const world = await sandbox();
    const [count] = await ask<[number]>(world, { ask: 'tokens' });
    expect(count).toBe(2);
    const identities = world.requests.filter(({ system }) => system === 'oidc');
    expect(identities.length).toBeGreaterThanOrEqual(2);
  });

  it('ask for no more identities than they need tokens, however much they read', async () => {
    const world = await sandbox();
    world.tenant.addUser({ address: 'alice@contoso.com', inboxRules: [{ name: 'x', forwardTo: ['bob@contoso.com'] }] });
    world.tenant.addUser({ address: 'bob@contoso.com' });
    await ask(world, { ask: 'facts', entity: ALICE });
    expect(world.requests.filter(({ system }) => system === 'exchange').length).toBeGreaterThan(2);
    // MSAL takes two for each of the two tokens.
    expect(world.requests.filter(({ system }) => system === 'oidc').length).toBeLessThanOrEqual(4);
  });
});
