import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import type { TenantOptions } from '../../src/sandbox/tenant/tenant.ts';
import { signedInCli } from './azure-cli.ts';
import { everyObject } from './every-object.ts';
import { phases, reconcile, reinstate } from './program.ts';
import { approvedRequest } from './request.ts';

// Many runs of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const TOKEN = /\/oauth2\/v2\.0\/token/u;
/** The library's own debug log, which goes to standard error. */
const LOUD = { AZURE_LOG_LEVEL: 'verbose' };

/** A world with one approved request, whose runs sign in as told. */
async function world(
  credential: NonNullable<TenantOptions['credential']>,
  { settings = {}, ...options }: SandboxOptions & Pick<TenantOptions, 'settings'> = {},
): Promise<{ readonly world: Sandbox; readonly clone: string }> {
  const started = await startSandbox({ tenants: [{ name: 'contoso', credential, settings }], ...options });
  onTestFinished(async () => started.close());
  addPeople(started);
  await approvedRequest(started, 'alice');
  return { world: started, clone: await started.clone() };
}

function asked(world: Sandbox, system: string, path: RegExp): number {
  return world.requests.filter((one) => one.system === system && path.test(one.path)).length;
}

describe('a certificate', () => {
  it('unblocks, and neither it nor what it signs appears anywhere', async () => {
    const { world: started, clone } = await world('certificate');
    const { reader, writer } = started.tenant;
    const file = await started.certificateFor([reader, writer]);
    const run = await reconcile(started, clone, { AZURE_CLIENT_CERTIFICATE_PATH: file, ...LOUD });
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Unblocked' },
      exitCode: 0,
    });
    expect(asked(started, 'oidc', /./u)).toBe(0);
    const said = `${JSON.stringify(run)}${run.stderr}${await everyObject(started)}`;
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    expect(lines.filter((line) => said.includes(line))).toEqual([]);
    expect(run.stderr).toContain('azure:identity');
    expect(said).not.toMatch(/eyJ[\w-]{10}/u);
  });

  it.each<[string, (world: Sandbox) => Promise<string>, RegExp]>([
    ['that the app does not know', async (started) => started.certificateFor([]), /AADSTS700027.*not registered/u],
    [
      'that is over',
      async (started) => started.certificateFor([started.tenant.reader, started.tenant.writer], { days: -1 }),
      /AADSTS700027.*expired/u,
    ],
  ])('%s is named, and nothing is done', async (_, make, message) => {
    const { world: started, clone } = await world('certificate');
    const run = await reconcile(started, clone, { AZURE_CLIENT_CERTIFICATE_PATH: await make(started) });
    expect(run.exitCode).toBe(3);
    expect(JSON.stringify(run)).toMatch(message);
    expect(started.tenant.log).toEqual([]);
  });

  it('that is not there is exit 2', async () => {
    const { world: started, clone } = await world('certificate');
    const run = await reconcile(started, clone, { AZURE_CLIENT_CERTIFICATE_PATH: '/nowhere.pem' });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/AZURE_CLIENT_CERTIFICATE_PATH names no file that can be read/u);
  });
});

describe("a machine's own identity", () => {
  it('unblocks, and appears nowhere', async () => {
    const { world: started, clone } = await world('managedIdentity');
    const run = await reconcile(started, clone, { ...started.identity, ...LOUD });
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { 'contoso/alice': 'Unblocked' },
      exitCode: 0,
    });
    expect(asked(started, 'oidc', /./u)).toBe(0);
    expect(asked(started, 'entra', /^\/msi\/token/u)).toBeGreaterThan(0);
    const said = `${JSON.stringify(run)}${run.stderr}${await everyObject(started)}`;
    expect(said).not.toContain(started.identity['IDENTITY_HEADER']);
    expect(run.stderr).toContain('azure:identity');
    expect(said).not.toMatch(/eyJ[\w-]{10}/u);
  });

  it('that the policy does not mean is no identity at all', async () => {
    const { world: started, clone } = await world('managedIdentity');
    started.tenant.apps.length = 0;
    const run = await reconcile(started, clone, started.identity);
    expect(run.exitCode).toBe(3);
    expect(JSON.stringify(run)).toMatch(/could not be asked for a token/u);
    expect(started.tenant.log).toEqual([]);
  });
});

describe('the Azure CLI', () => {
  it('reads, with one process for each service', async () => {
    const { world: started, clone } = await world('azureCli');
    started.trust();
    const cli = await signedInCli(started);
    const { stdout, stderr, exitCode } = await reinstate(started, clone, ['plan', '--json'], {
      PATH: cli.path,
      ...LOUD,
    });
    expect({ exitCode, plan: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      plan: { requests: [{ id: 'contoso/alice', outcome: 'approved' }] },
    });
    expect(await cli.calls()).toHaveLength(2);
    expect(`${stdout}${stderr}`).not.toMatch(/eyJ[\w-]{10}/u);
  });

  it('never unblocks: that is exit 2, and the tenant is not asked at all', async () => {
    const { world: started, clone } = await world('azureCli');
    started.trust();
    const cli = await signedInCli(started);
    const run = await reconcile(started, clone, { PATH: cli.path });
    expect({ exitCode: run.exitCode, results: run.results }).toEqual({ exitCode: 2, results: [] });
    expect(run.stderr).toMatch(/azureCli is for reading only; unblock under githubOidc/u);
    expect(started.tenant.log).toEqual([]);
    expect(await cli.calls()).toEqual([]);
  });

  it('that nobody is signed in to is told what to do', async () => {
    const { world: started, clone } = await world('azureCli');
    const { stdout, exitCode } = await reinstate(started, clone, ['plan', '--json'], { PATH: '/usr/bin:/bin' });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/could not be asked for a token/u);
  });
});

describe('this machine and Microsoft', () => {
  it.each(['plan', 'reconcile'])('are never mixed by %s, whichever of the two is missing', async (command) => {
    const { world: started, clone } = await world('githubOidc');
    const withoutAuthority = await reinstate(started, clone, [command], { AZURE_AUTHORITY_HOST: '' });
    expect({ ...withoutAuthority, stdout: '' }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/loopback endpoints need a loopback AZURE_AUTHORITY_HOST/u),
    });
    const policy = started.policyYaml().replaceAll(/ +endpoints:\n +exchange: .*\n +graph: .*\n/gu, '');
    expect(policy).not.toContain('endpoints');
    await started.forge.commit({ files: { '.github/reinstate.yml': policy }, author: 'octocat' });
    const withoutEndpoints = await reinstate(started, clone, [command]);
    expect(withoutEndpoints).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/the other way round/u) });
    expect(asked(started, 'entra', /./u) + asked(started, 'oidc', /./u)).toBe(0);
  });
});

describe('tokens', () => {
  it('that are about to end are renewed in a long run, each with an identity of its own', async () => {
    const { world: started, clone } = await world('githubOidc', { settings: { tokenLifetimeSeconds: 240 } });
    expect(phases(await reconcile(started, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    const tokens = asked(started, 'entra', TOKEN);
    expect(tokens).toBeGreaterThan(3);
    expect(asked(started, 'oidc', /idtoken/u)).toBeGreaterThanOrEqual(tokens);
    const shown = started.requests.filter(({ system }) => system === 'exchange' || system === 'graph');
    expect(new Set(shown.map(({ authorization }) => authorization)).size).toBe(tokens);
  });

  it('are one for each app and service, with an identity asked for twice at most', async () => {
    const { world: started, clone } = await world('githubOidc');
    expect(phases(await reconcile(started, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(asked(started, 'entra', TOKEN)).toBe(3);
    expect(asked(started, 'oidc', /idtoken/u)).toBeLessThanOrEqual(6);
  });

  it('are one for each service where one app does everything', async () => {
    const { world: started, clone } = await world('githubOidc');
    const policy = started.policyYaml().replaceAll(/ +readerClientId: .*\n/gu, '');
    await started.forge.commit({ files: { '.github/reinstate.yml': policy }, author: 'octocat' });
    expect(phases(await reconcile(started, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(asked(started, 'entra', TOKEN)).toBe(2);
  });
});
