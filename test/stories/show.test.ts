import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../src/sandbox/story/request-yaml.ts';
import { CONNECTOR, HOSTILE, LIMIT, restrict } from './listing.ts';
import { reinstateHere } from './here.ts';
import { phases, reconcile, reinstate } from './program.ts';
import { approvedRequest, landed, pathOf } from './request.ts';

interface Shown {
  readonly tenant: string | null;
  readonly type: string;
  readonly entity: string;
  readonly restricted: boolean | null;
  readonly addresses: readonly string[] | null;
  readonly rows: readonly {
    readonly entity: string;
    readonly figures: object;
    readonly reason: { readonly raw: string };
  }[];
  readonly restrictedAt: string | null;
  readonly lifting: { readonly kind: string; readonly at?: string } | null;
  readonly unblocks: { readonly earlier: readonly object[]; readonly cap: object } | null;
  readonly recommendations: readonly {
    readonly id: string;
    readonly evidence: { readonly result: string; readonly mode?: string };
  }[];
  readonly requests: readonly { readonly id: string; readonly phase: string | null }[] | null;
  readonly request: { readonly path: string; readonly yaml: string; readonly newFile: string | null };
  readonly failures: readonly { readonly tenant: string; readonly message: string }[];
}

describe('an entity that is shown', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ policy: { limits: { unblocksPerEntity: { count: 1, within: '10d' } } } });
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  async function show(entity: string, ...args: readonly string[]) {
    const { exitCode, stdout, stderr } = await reinstateHere(world, clone, ['show', entity, '--json', ...args]);
    const document: Shown = JSON.parse(stdout);
    return { ...document, exitCode, stderr };
  }

  async function text(...args: readonly string[]) {
    return reinstate(world, clone, ['show', ...args]);
  }

  function verdicts({ recommendations }: Shown): Readonly<Record<string, string>> {
    return Object.fromEntries(
      recommendations.map(({ id, evidence }) => [id, `${evidence.result} ${evidence.mode ?? ''}`.trim()]),
    );
  }

  it('by any of its addresses has its restriction, and each recommendation with its verdict', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    world.tenant.user('alice@contoso.com').aliases = ['a.smith@contoso.com'];
    const shown = await show('A.Smith@Contoso.com');
    expect(shown).toMatchObject({
      exitCode: 0,
      tenant: 'contoso',
      entity: 'a.smith@contoso.com',
      restricted: true,
      rows: [
        { entity: 'alice@contoso.com', figures: { spamLast24Hours: 412, mailLast24Hours: 530, spamPercent: 777 } },
      ],
      lifting: { kind: 'stays' },
      unblocks: { earlier: [], cap: { count: 1, used: 0, left: 1 } },
      requests: [],
      failures: [],
    });
    expect(shown.addresses).toEqual(['a.smith@contoso.com', 'alice@contoso.com']);
    expect(verdicts(shown)).toEqual({
      passwordReset: 'pass require',
      applicationPasswords: 'notChecked',
      mfa: 'pass require',
      forwarding: 'pass require',
      inboxRules: 'pass warn',
      accountEnabled: 'pass warn',
      protocols: 'notChecked',
      adminRoles: 'notChecked',
      sentItems: 'notChecked',
      sessionsRevoked: 'pass warn',
      riskyUser: 'pass off',
      otherAccess: 'notChecked',
      appConsent: 'notChecked',
    });
  });

  it('is lifted by the request that stands ready, once people have filled it in and agreed to it', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const { request } = await show('alice@contoso.com');
    const link = new URL(request.newFile ?? '');
    expect(`${link.origin}${link.pathname}`).toBe(`${world.env['GITHUB_SERVER_URL']}/contoso/unblock/new/main`);
    expect(Object.fromEntries(link.searchParams)).toEqual({ filename: request.path, value: request.yaml });
    expect(request.path).toMatch(/^unblock-requests\/contoso\/\d{4}-\d\d-\d\d-alice\.yaml$/u);
    const blank = await world.forge.openPullRequest({
      branch: 'blank',
      files: { [request.path]: request.yaml },
      author: 'octocat',
    });
    const { exitCode } = await reinstate(world, clone, ['plan', '--pr', String(blank.number)]);
    expect(exitCode).toBe(1);
    const filled = request.yaml
      .replace(/justification: #.*/u, 'justification: Phished on Sunday; account recovered.')
      .replaceAll(/attestedBy: #.*/gu, 'attestedBy: dana@contoso.com')
      .replaceAll(/attestedAt: #.*/gu, `attestedAt: ${hoursAgo(world, 1).toISOString()}`);
    await landed(world, { [request.path]: filled });
    expect(Object.values(phases(await reconcile(world, clone)))).toEqual(['Unblocked']);
  });

  it('shows a tampered account in marks, and what the policy still misses in a line', async () => {
    world.tenant.addUser({
      address: 'bob@contoso.com',
      forwarding: { smtpAddress: 'eve@example.net' },
      inboxRules: [{ name: 'hide', hidden: true, deleteMessage: true }],
      risk: { state: 'atRisk', level: 'high' },
    });
    restrict(world, 'bob@contoso.com', 3, { reason: LIMIT, temporary: true });
    const shown = await show('bob@contoso.com');
    expect(verdicts(shown)).toMatchObject({
      passwordReset: 'fail require',
      mfa: 'fail require',
      forwarding: 'fail require',
      inboxRules: 'fail warn',
      riskyUser: 'fail off',
    });
    expect(shown.lifting).toMatchObject({ kind: 'byItself', at: expect.stringContaining('T00:00:00.000Z') });
    const { stdout, exitCode } = await text('bob@contoso.com');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      '✗ not everything that the policy requires is there: passwordReset fails, mfa fails, forwarding fails',
    );
    expect(stdout).toMatch(/external recipients today {7}10001\n/u);
    expect(stdout).toMatch(/✗ {2}3 {2}Disable suspicious inbox rules .* deletes mail\n/u);
  });

  it('that was unblocked before shows when, and that nothing is left of the cap', async () => {
    await approvedRequest(world, 'alice');
    await reconcile(world, clone);
    world.tenant.restrict('alice@contoso.com');
    const { unblocks, requests, request } = await show('alice@contoso.com');
    expect(unblocks).toMatchObject({
      earlier: [{ outside: false, restriction: expect.stringContaining('Z') }],
      cap: { count: 1, used: 1, left: 0, nextAt: expect.stringContaining('Z') },
    });
    expect({ requests, path: request.path }).toEqual({ requests: [], path: expect.stringContaining('-alice.yaml') });
    expect((await text('alice@contoso.com')).stdout).toMatch(
      /●.*1 of 1 within 10 days, none left before .* a request is denied/u,
    );
  });

  it('behind a shared mailbox is looked at as the open request names it', async () => {
    world.tenant.addSharedMailbox({ address: 'info@contoso.com', rights: { sendAs: ['bob@contoso.com'] } });
    world.tenant.addUser({ address: 'bob@contoso.com', passwordChangedAt: hoursAgo(world, 1) });
    restrict(world, 'info@contoso.com', 3);
    const before = await show('info@contoso.com');
    expect(verdicts(before)).toMatchObject({ passwordReset: 'unknown require' });
    expect(before.request.yaml).toContain('securedAccount: #');
    const request = requestYaml({
      entity: { mailbox: 'info@contoso.com' },
      attestedAt: hoursAgo(world, 1),
      justification: 'The account behind it was phished and is recovered.',
    });
    await landed(world, { [pathOf('info')]: `${request}securedAccount: bob@contoso.com\n` });
    const after = await show('info@contoso.com');
    expect(after.requests).toEqual([{ id: 'contoso/info', phase: null }]);
    expect(verdicts(after)).toMatchObject({ passwordReset: 'pass require' });
    expect(after.request.yaml).toContain('securedAccount: bob@contoso.com');
  });

  it('that is not restricted is said to be, from a complete list alone', async () => {
    world.tenant.addUser({ address: 'alice@contoso.com' });
    expect(await show('alice@contoso.com')).toMatchObject({
      exitCode: 0,
      restricted: false,
      rows: [],
      recommendations: [],
    });
    expect((await text('nobody@contoso.com')).stdout).toContain('is it spelt right?');
    world.faults.add({
      system: 'exchange',
      match: { cmdlet: 'Get-BlockedConnector' },
      times: Infinity,
      fault: { status: 403 },
    });
    const doubtful = await show('alice@contoso.com');
    expect(doubtful).toMatchObject({ exitCode: 3, restricted: null, failures: [{ tenant: 'contoso' }] });
    expect(doubtful.stderr).toContain('its list is not complete');
  });

  it('whose addresses can not be read may be restricted under another one', async () => {
    world.tenant.addUser({ address: 'alice@contoso.com', aliases: ['a.smith@contoso.com'] });
    restrict(world, 'a.smith@contoso.com', 3);
    world.faults.add({ system: 'exchange', match: { cmdlet: 'Get-Mailbox' }, times: Infinity, fault: { status: 403 } });
    world.faults.add({ system: 'graph', times: Infinity, fault: { status: 403 } });
    expect(await show('alice@contoso.com')).toMatchObject({ exitCode: 3, restricted: null, addresses: null });
  });

  it('of which a required check can not be read is exit 3, and shown with what is known', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    world.faults.add({ system: 'graph', match: { path: 'riskyUsers' }, times: Infinity, fault: { status: 403 } });
    const { exitCode } = await show('alice@contoso.com');
    expect(exitCode).toBe(0);
    world.faults.add({ system: 'exchange', match: { cmdlet: 'Get-Mailbox' }, times: Infinity, fault: { status: 403 } });
    const shown = await show('alice@contoso.com');
    expect(verdicts(shown)).toMatchObject({
      forwarding: 'unknown require',
      passwordReset: 'unknown require',
      inboxRules: expect.stringMatching(/^pass /u),
      riskyUser: 'unknown off',
    });
    expect(shown).toMatchObject({ exitCode: 3, restricted: true });
    expect(shown.stderr).toContain(
      'the policy requires "Remove forwarding out of the tenant", which could not be read',
    );
  });

  it('keeps hostile text from the terminal and from the runner, and whole in JSON', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    restrict(world, 'alice@contoso.com', 2, {
      reason: `OutboundSpamPercent=1;ExceedingLimitType=${HOSTILE};${HOSTILE}`,
    });
    world.tenant.restrict({ connector: CONNECTOR, name: HOSTILE }, { reason: HOSTILE });
    for (const entity of ['alice@contoso.com', CONNECTOR]) {
      const { stdout, stderr } = await text(entity);
      expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
      expect(stdout + stderr).not.toMatch(/::|##\[/u);
    }
    const { rows } = await show(CONNECTOR);
    expect(rows.map(({ reason }) => reason.raw)).toEqual([HOSTILE]);
  });

  it('costs the same few calls however long the list is, none of them to GitHub, and changes nothing', async () => {
    for (let index = 0; index < 500; index += 1) restrict(world, `user${index}@contoso.com`, index);
    addSecuredMailbox(world, 'alice@contoso.com');
    const refs = await world.git(['ls-remote', 'origin'], clone);
    const seen = world.requests.length;
    expect((await show('alice@contoso.com')).restricted).toBe(true);
    const since = world.requests.slice(seen);
    const calls = (name: string) => since.filter(({ system }) => system === name).length;
    expect({ exchange: calls('exchange'), graph: calls('graph'), github: calls('github') }).toEqual({
      exchange: 4,
      graph: 4,
      github: 0,
    });
    expect(await world.git(['ls-remote', 'origin'], clone)).toBe(refs);
    expect(world.tenant.log.filter(({ cmdlet }) => !cmdlet.startsWith('Get-'))).toEqual([]);
    expect(world.tenant.log.filter(({ clientId }) => clientId !== world.tenant.reader.clientId)).toEqual([]);
  });

  it.each([
    ['what is neither', ['alice'], 'neither one address nor the GUID of a connector'],
    ['several addresses', ['a@contoso.com,b@contoso.com'], 'neither one address'],
    ['a domain of no tenant', ['alice@example.com'], 'the policy names no tenant with the domain "example.com"'],
    ['a tenant that is not there', ['alice@contoso.com', '--tenant', 'fabrikam'], 'it names contoso'],
    ['nothing', [], "missing required argument 'entity'"],
  ])('is refused with exit 2 for %s', async (_, args, says) => {
    expect(await text(...args)).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(says) });
  });
});
