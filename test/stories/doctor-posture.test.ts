import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { diagnose, soundWorld } from './doctor.ts';
import { reinstateHere } from './here.ts';
import { reconcile, reinstate } from './program.ts';
import { approvedRequest } from './request.ts';
import { setUpAsWritten } from './set-up-as-written.ts';
import { changeRule, WEAKNESSES } from './weaknesses.ts';

interface Refused {
  readonly error?: { readonly message: string; readonly hint: string };
}

async function refusal(world: Sandbox) {
  const args = ['reconcile', '--require-posture', '--json'];
  const { exitCode, stdout } = await reinstateHere(world, await world.clone(), args);
  const { error }: Refused = JSON.parse(stdout);
  const [headline, ...lines] = (error?.message ?? '').split('\n');
  const points = lines.flatMap((line, index) => (index % 2 === 0 ? [{ line, remedy: lines[index + 1] ?? '' }] : []));
  return { exitCode, headline, points };
}

describe('reconcile --require-posture', () => {
  it('runs where the repository is set up as it has to be', async () => {
    const world = await soundWorld();
    await approvedRequest(world, 'alice');
    const { exitCode, stdout, stderr } = await reinstate(world, await world.clone(), [
      'reconcile',
      '--require-posture',
      '--json',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout).results).toMatchObject([{ id: 'contoso/alice', phase: 'Unblocked' }]);
  });

  it.each(WEAKNESSES)(
    'refuses $title, and names what mends it',
    async ({ change, check, message, remedy, also = [] }) => {
      const world = await soundWorld();
      await approvedRequest(world, 'alice');
      await change(world);
      const { exitCode, headline, points } = await refusal(world);
      expect({ exitCode, headline }).toEqual({
        exitCode: 2,
        headline: 'the repository is not set up as --require-posture asks',
      });
      expect(points.map(({ line }) => line.replace(/^contoso: /u, '').split(': ', 1)[0])).toEqual([check, ...also]);
      expect(points[0]?.line).toContain(message);
      expect(points[0]?.remedy).toContain(remedy);
      expect(world.tenant.log).toEqual([]);
      expect(world.forge.state.knownBranches.has('reinstate/records/contoso')).toBe(false);
    },
  );

  it('names every weak point at once', async () => {
    const world = await soundWorld();
    changeRule(world, 41, 'deletion');
    changeRule(world, 43, 'update');
    world.forge.state.settings.workflowPermissions.mayApprove = true;
    const { points } = await refusal(world);
    expect(points.map(({ line }) => line.split(':', 2).join(':'))).toEqual([
      'main.deletion: main can be deleted, and another one put in its place',
      'approvals: workflows may approve pull requests, so a workflow can be the second person',
      'contoso: records.update',
    ]);
  });

  it('says to run again where only an answer was missing', async () => {
    const world = await soundWorld();
    world.faults.add({ system: 'github', match: { path: '/environments/' }, times: Infinity, fault: { status: 502 } });
    const { exitCode, points } = await refusal(world);
    expect(exitCode).toBe(3);
    expect(points).toHaveLength(1);
    expect(points[0]?.line).toContain('environment contoso: GitHub answered 502');
    expect(points[0]?.remedy).toBe('  run reinstate doctor again');
    expect(world.tenant.log).toEqual([]);
  });

  it('warns of a bypass list that no run may see, and runs', async () => {
    const world = await soundWorld();
    world.forge.state.settings.token.administers = false;
    const { exitCode, stderr } = await reinstate(world, await world.clone(), ['reconcile', '--require-posture']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning: main\.bypass: GitHub does not show this token who may pass by/mu);
    expect(stderr).toMatch(/^warning: contoso: records\.writer: /mu);
  });

  it('is not asked of a run that does not ask for it', async () => {
    const world = await soundWorld();
    world.forge.state.settings.rulesets = [];
    expect((await reconcile(world, await world.clone())).exitCode).toBe(0);
    expect(world.requests.some(({ path }) => path.includes('/rules'))).toBe(false);
  });
});

describe('doctor', () => {
  it('tells of posture beside everything else, and what is of a tenant by the tenant', async () => {
    const world = await soundWorld();
    changeRule(world, 41, 'deletion');
    changeRule(world, 42, 'deletion');
    const { wrong, exitCode } = await diagnose(world);
    expect(wrong.map(({ tenant, area, check, status }) => [tenant, area, check, status])).toEqual([
      [null, 'branches', 'main.deletion', 'problem'],
      ['contoso', 'branches', 'records.deletion', 'problem'],
    ]);
    expect(exitCode).toBe(2);
  });

  it('does not call a hidden bypass list all right', async () => {
    const world = await soundWorld();
    world.forge.state.settings.token.administers = false;
    const { wrong, exitCode } = await diagnose(world);
    expect(wrong.map(({ check, status }) => [check, status])).toEqual([
      ['main.bypass', 'unknown'],
      ['records.writer', 'unknown'],
    ]);
    expect(exitCode).toBe(3);
  });

  it('knows protection of the older kind', async () => {
    const world = await soundWorld();
    const { settings } = world.forge.state;
    settings.rulesets = settings.rulesets.filter(({ id }) => id !== 41);
    settings.protection = {
      approvals: 1,
      codeOwners: true,
      forcePushes: false,
      deletions: false,
      admins: true,
      bypass: [],
    };
    expect((await diagnose(world)).wrong).toEqual([]);
    settings.protection = { ...settings.protection, admins: false, bypass: ['monalisa'] };
    expect((await diagnose(world)).wrong).toEqual([
      expect.objectContaining({ check: 'main.bypass', message: expect.stringContaining('administrators, monalisa') }),
    ]);
  });

  it('judges the repository though the policy is invalid', async () => {
    const world = await soundWorld({ policy: { approvals: 5 } });
    changeRule(world, 41, 'deletion');
    const { wrong } = await diagnose(world);
    expect(wrong.map(({ check }) => check)).toEqual(expect.arrayContaining(['policy', 'main.deletion']));
  });

  it('finds nothing to mend in what init writes, once it is as GitHub has it', async () => {
    const world = await soundWorld();
    const folder = await mkdtemp(join(tmpdir(), 'reinstate-init-'));
    onTestFinished(async () => rm(folder, { recursive: true, force: true }));
    const options = ['--tenant=contoso', '--domain=contoso.com', '--approver=monalisa', '--app-id=987654'];
    const { exitCode, stderr } = await reinstate(world, folder, ['init', '.', ...options]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = names.filter((one) => one.isFile()).map((one) => relative(folder, join(one.parentPath, one.name)));
    const written = await Promise.all(
      paths
        .filter((path) => path !== '.github/reinstate.yml')
        .map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
    );
    await world.forge.commit({ files: Object.fromEntries(written), author: 'octocat' });
    setUpAsWritten(world, Object.fromEntries(written));
    const { findings, wrong } = await diagnose(world);
    expect(world.forge.state.settings.rulesets).toHaveLength(3);
    expect(wrong).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['environment microsoft365', 'environment microsoft365-reader', 'schemas']),
    );
  });
});
