import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { changePolicy, diagnose, soundWorld } from './doctor.ts';
import { reinstate } from './program.ts';

const SCHEMAS = ['unblock-request', 'policy', 'policy-tests'].map((name) => `schemas/${name}.schema.json`);

function schemaCopies(): Record<string, string> {
  return Object.fromEntries(SCHEMAS.map((path) => [path, readFileSync(path, 'utf8')]));
}

describe('doctor, where everything is as it should be,', () => {
  it('says so line by line, grouped by tenant, and ends with 0', async () => {
    const world = await soundWorld({ files: schemaCopies() });
    const { stdout, stderr, exitCode } = await reinstate(world, await world.clone(), ['doctor']);
    const lines = stdout.trimEnd().split('\n');
    const [count = '', title] = [lines.at(-1), lines[0]];
    expect({ stderr, exitCode, title }).toEqual({ stderr: '', exitCode: 0, title: 'repository' });
    expect(lines).toContain('tenant contoso');
    expect(lines.filter((line) => line.startsWith('  ')).every((line) => line.startsWith('  ✓ '))).toBe(true);
    expect(count).toMatch(/^\d\d ok, 0 to mend, 0 unknown$/u);
  });

  it('prints the same as one JSON document', async () => {
    const { findings, wrong } = await diagnose(await soundWorld({ files: schemaCopies() }));
    expect(wrong).toEqual([]);
    expect(findings.length).toBeGreaterThan(20);
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual(['tenant', 'area', 'check', 'status', 'message', 'remedy']);
    }
  });

  it('has changed nothing: it ran no cmdlet and sent GitHub and Graph nothing but questions', async () => {
    const world = await soundWorld();
    await diagnose(world);
    expect(world.tenant.log).toEqual([]);
    const asked = world.requests.filter(({ system }) => ['github', 'graph', 'exchange', 'oidc'].includes(system));
    expect(asked.length).toBeGreaterThan(5);
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(world.requests.some(({ path }) => path.includes('git-receive-pack'))).toBe(false);
  });

  it('never prints a token, whatever goes wrong', async () => {
    const world = await soundWorld();
    world.job.subject = 'repo:contoso/unblock:pull_request';
    const failing = await diagnose(world);
    const text = failing.printed + (await diagnose(world, { GITHUB_TOKEN: 'ghs_planted' })).printed;
    expect(failing.exitCode).toBe(2);
    for (const secret of ['GITHUB_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'])
      expect(text).not.toContain(world.env[secret]);
    expect(text).not.toMatch(/eyJ|ghs_/u);
  });
});

describe('doctor and the configuration', () => {
  it.each<[string, (world: Sandbox) => Promise<void> | void, { check: string; message: RegExp; remedy: RegExp }]>([
    [
      'an invalid policy with its line',
      (world) => changePolicy(world, (text) => text.replace('required: 1', 'required: 0')),
      { check: 'policy', message: /^\.github\/reinstate\.yml:\d+:\d+: .*required/u, remedy: /1/u },
    ],
    [
      'a schema that says something else',
      async ({ forge }) => {
        const files = { 'schemas/policy.schema.json': '{"title":"older"}' };
        await forge.commit({ files, author: 'octocat' });
      },
      { check: 'schemas', message: /^schemas\/policy\.schema\.json is not what/u, remedy: /^reinstate init/u },
    ],
    [
      'a schema that is broken',
      async ({ forge }) => {
        await forge.commit({ files: { 'schemas/unblock-request.schema.json': '{' }, author: 'octocat' });
      },
      { check: 'schemas', message: /^schemas\/unblock-request\.schema\.json is not what/u, remedy: /^reinstate init/u },
    ],
    [
      'requests in the folder of no tenant',
      async ({ forge }) => {
        await forge.commit({ files: { 'unblock-requests/fabrikam/alice.yaml': '' }, author: 'octocat' });
      },
      { check: 'folders', message: /unblock-requests\/fabrikam\//u, remedy: /^add the tenant to/u },
    ],
    [
      'records that everybody could read',
      ({ forge }) => {
        forge.state.private = false;
      },
      { check: 'visibility', message: /the repository is public/u, remedy: /^gh repo edit contoso\/unblock --visi/u },
    ],
  ])('tells %s', async (_, change, { check, message, remedy }) => {
    const world = await soundWorld();
    await change(world);
    const { wrong, exitCode } = await diagnose(world);
    expect(wrong).toEqual([
      expect.objectContaining({
        tenant: null,
        status: 'problem',
        check,
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      }),
    ]);
    expect(exitCode).toBe(2);
  });

  it.each([
    ['somebody whom GitHub does not know', 'users: [nobody]', '@nobody', 'problem', 'GitHub has no account @nobody'],
    ['somebody who may only read', 'users: [reader, monalisa]', '@reader', 'problem', 'has the right read'],
    ['a machine', "users: ['helper-app', monalisa]", '@helper-app', 'problem', 'is a Bot'],
    [
      'a team that the token does not see',
      'teams: [secops]',
      'team secops',
      'unknown',
      'the token sees no team secops',
    ],
    ['a team without members', 'teams: [empty]', 'team empty', 'problem', 'has no members'],
  ])('tells of an approver that is %s', async (_, approvers, check, status, message) => {
    const world = await soundWorld();
    world.forge.addUser({ login: 'reader', role: 'read' });
    world.forge.addUser({ login: 'helper-app', type: 'Bot', role: 'write' });
    world.forge.addTeam({ slug: 'empty' });
    await changePolicy(world, (text) => text.replace('permission: maintain', approvers));
    const { wrong } = await diagnose(world);
    expect(wrong[0]).toMatchObject({ tenant: 'contoso', check, status, message: expect.stringContaining(message) });
    expect(wrong[0]?.remedy).toBeTruthy();
    // Nobody else is named, so the count is wrong too.
    expect(wrong.slice(1).map((one) => one.check)).toEqual(check === '@nobody' ? ['enough'] : []);
  });

  it('tells that more approvals can be needed than anybody can give', async () => {
    const world = await soundWorld();
    await changePolicy(world, (text) =>
      text.replace(
        'permission: maintain',
        'users: [monalisa]\n  protected: [{ entities: ["ceo@contoso.com"], required: 2 }]',
      ),
    );
    expect((await diagnose(world)).wrong).toEqual([
      expect.objectContaining({ check: 'enough', message: expect.stringContaining('can need 2 approvals, and 1 ') }),
    ]);
  });

  it('tells of an intake App and of a person that are not there', async () => {
    const world = await soundWorld();
    await changePolicy(world, (text) =>
      text.replace(
        'permission: maintain',
        'permission: maintain\n  intake: [desk]\n  people: { ghost: a@contoso.com }',
      ),
    );
    expect((await diagnose(world)).wrong.map(({ check }) => check)).toEqual(['app desk', 'person ghost']);
  });

  it.each([
    ['GITHUB_TOKEN', 'GITHUB_TOKEN is not set'],
    ['GITHUB_REPOSITORY', 'GITHUB_REPOSITORY is not set'],
  ])('goes on without %s, and says that it is missing', async (name, message) => {
    const world = await soundWorld();
    // The origin is a path here: over HTTPS the policy could not be read without the token either.
    const clone = await world.clone();
    await world.git(['clone', '--quiet', '--bare', clone, join(clone, 'origin.git')], clone);
    await world.git(['remote', 'set-url', 'origin', join(clone, 'origin.git')], clone);
    const { stdout, exitCode } = await reinstate(world, clone, ['doctor', '--json'], { [name]: '' });
    const { findings }: { findings: { check: string; status: string; message: string }[] } = JSON.parse(stdout);
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([
      expect.objectContaining({ check: 'github', status: 'problem', message }),
    ]);
    expect(findings.some(({ check }) => check === 'writer.cmdlets')).toBe(true);
    expect(exitCode).toBe(2);
  });

  it('tells that origin can not be asked, and nothing that would need it', async () => {
    const world = await soundWorld();
    const clone = await world.clone();
    await world.git(['remote', 'set-url', 'origin', `${world.origins.git}/contoso/elsewhere.git`], clone);
    const { stdout, exitCode } = await reinstate(world, clone, ['doctor', '--json']);
    expect(JSON.parse(stdout).findings).toEqual([expect.objectContaining({ check: 'origin', status: 'unknown' })]);
    expect(exitCode).toBe(3);
  });
});

describe('doctor and several tenants', () => {
  const two = {
    tenants: [
      { name: 'contoso' },
      {
        name: 'fabrikam',
        tenantId: '44444444-4444-4444-4444-444444444444',
        clientId: '55555555-5555-5555-5555-555555555555',
        readerClientId: '66666666-6666-6666-6666-666666666666',
        domains: ['fabrikam.com'],
      },
    ],
  } as const;

  it('does not let the outage of one hide what is wrong with another', async () => {
    const world = await soundWorld(two);
    const [contoso, fabrikam] = world.tenants;
    world.faults.add({
      system: 'entra',
      match: { path: contoso?.tenantId ?? '' },
      times: Infinity,
      fault: { reset: true },
    });
    if (fabrikam) fabrikam.writer.cmdlets = 'none';
    const { wrong, exitCode } = await diagnose(world);
    expect(wrong.filter(({ tenant }) => tenant === 'contoso').map(({ check, status }) => [check, status])).toEqual([
      ['skew', 'unknown'],
      ['reader.token', 'unknown'],
      ['writer.token', 'unknown'],
    ]);
    expect(wrong.filter(({ tenant }) => tenant === 'fabrikam').map(({ check, status }) => [check, status])).toEqual([
      ['writer.cmdlets', 'problem'],
    ]);
    expect(exitCode).toBe(2);
  });

  it('asks about one of them only, where it is named', async () => {
    const world = await soundWorld(two);
    const { findings } = await diagnose(world, {}, '--tenant', 'fabrikam');
    expect(new Set(findings.map(({ tenant }) => tenant))).toEqual(new Set([null, 'fabrikam']));
    expect(world.requests.some(({ path }) => path.includes('11111111-1111-1111-1111-111111111111'))).toBe(false);
  });

  it('refuses the name of none', async () => {
    const { exitCode, findings } = await diagnose(await soundWorld(two), {}, '--tenant', 'adatum');
    expect({ exitCode, findings }).toEqual({ exitCode: 2, findings: [] });
  });
});
