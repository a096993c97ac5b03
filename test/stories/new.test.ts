import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { ALICES_NAME, ANSWERS, asAnalyst, cloneOfAnalyst, makeNew, unknownToGit } from './new-requests.ts';
import { phases, reconcile, reinstate } from './program.ts';
import { goodRequest, pathOf } from './request.ts';

const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';

let world: Sandbox;
let clone: string;
beforeEach(async () => {
  world = await startSandbox();
  addPeople(world);
  clone = await cloneOfAnalyst(world);
});
afterEach(async () => world.close());

const make = async (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  makeNew(world, clone, args, env);

/** Approved by the second person and merged, whoever opened it. */
async function carryOut(pullRequest: ForgePullRequest | undefined) {
  if (!pullRequest) throw new Error('there is no pull request');
  world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
  await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
  return reconcile(world, clone);
}

describe('a new request', () => {
  it('goes from the terminal to the unblock: file, check, the commands that were printed, review, run', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const { stdout, exitCode } = await reinstate(world, clone, ['new', 'alice@contoso.com', ...ANSWERS]);
    const [, path = '', name = ''] = /^Wrote (unblock-requests\/contoso\/(\S+)\.yaml)$/mu.exec(stdout) ?? [];
    expect({ exitCode, id: `contoso/${name}` }).toMatchObject({ exitCode: 0, id: expect.stringMatching(ALICES_NAME) });
    expect(await unknownToGit(world, clone)).toBe(`?? ${path}\n`);
    const validated = await reinstate(world, clone, ['validate']);
    expect(validated).toMatchObject({ exitCode: 0, stdout: 'The request is valid.\n' });

    for (const [, command = ''] of stdout.matchAll(/^ {2}git (.*)$/gmu)) {
      const words = [...command.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      await world.git(words, clone);
    }
    const pullRequest = await world.forge.openPullRequest({ author: ANALYST, branch: `unblock/${name}` });
    expect(phases(await carryOut(pullRequest))).toEqual({ [`contoso/${name}`]: 'Unblocked' });
  });

  it('names the restriction, and holds what was given as it was given', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    world.tenant.user('alice@contoso.com').aliases = ['a.smith@contoso.com'];
    const made = await make(['A.Smith@contoso.com', ...ANSWERS, '--ticket', '0012345', '--name', 'smith']);
    expect(made).toMatchObject({
      exitCode: 0,
      files: [{ path: pathOf('smith'), id: 'contoso/smith', entity: 'alice@contoso.com', tenant: 'contoso' }],
      pullRequest: null,
    });
    const text = await readFile(join(clone, pathOf('smith')), 'utf8');
    const since = world.tenant.restrictions()[0]?.createdAt.toISOString() ?? '';
    expect(text).toContain(`restrictedSince: ${since.replace(/\.\d+Z$/u, 'Z')}\n`);
    expect(text).toContain('ticket: "0012345"\n');
    expect(text).toContain(`justification: >-\n  ${ANSWERS[1]}\n`);
    expect(made.stderr).toBe('');
  });

  it('can be about many at once, each in a file of its own, and works from a folder inside', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    world.tenant.addUser({ address: 'bob@contoso.com' });
    world.tenant.addSharedMailbox({ address: 'info@contoso.com', rights: { fullAccess: ['bob@contoso.com'] } });
    world.tenant.restrict('info@contoso.com', { createdAt: hoursAgo(world, 2) });
    world.tenant.restrict({ connector: CONNECTOR }, { createdAt: hoursAgo(world, 2) });
    const entities = ['alice@contoso.com', 'info@contoso.com', CONNECTOR];
    const unanswered = await make(entities);
    expect(unanswered.exitCode).toBe(2);
    for (const option of ['--justification', '--secured-account', '--attested-by', '--attested-at']) {
      expect(unanswered.error?.message).toContain(option);
    }
    expect(await unknownToGit(world, clone)).toBe('');

    await mkdir(join(clone, 'notes'));
    const args = ['new', ...entities, ...ANSWERS, '--secured-account', 'bob@contoso.com'];
    const { stdout, exitCode } = await reinstate(world, join(clone, 'notes'), args);
    expect(exitCode).toBe(0);
    const paths = [...stdout.matchAll(/^Wrote (\S+)$/gmu)].map(([, path = '']) => path);
    expect(paths.map((path) => path.slice(path.search(/-[a-z]+(?:-6a1f0f3c)?\.yaml$/u)))).toEqual([
      '-alice.yaml',
      '-info.yaml',
      '-connector-6a1f0f3c.yaml',
    ]);
    expect(stdout).toContain(`git add ${paths.map((path) => `../${path}`).join(' ')}\n`);
    expect((await reinstate(world, clone, ['validate'])).stdout).toBe('All 3 requests are valid.\n');
    const texts = await Promise.all(paths.map(async (path) => readFile(join(clone, path), 'utf8')));
    expect(texts.map((text) => text.includes('securedAccount: bob@contoso.com'))).toEqual([false, true, false]);
  });

  it('gets a name that was never used, and the one in the folder is kept', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const first = await make(['alice@contoso.com', ...ANSWERS]);
    const second = await make(['alice@contoso.com', ...ANSWERS]);
    const id = first.files[0]?.id ?? '';
    expect(id).toMatch(ALICES_NAME);
    expect(second.files[0]?.id).toBe(`${id}-2`);
    expect(second.stderr).toContain(`${id} asks for alice@contoso.com too, and is not settled yet`);
    const taken = await make(['alice@contoso.com', ...ANSWERS, '--name', id.replace('contoso/', '')]);
    expect(taken).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining('was used before') } });
  });
});

describe('a pull request without git', () => {
  it('is one for all entities, and after approval and merge they are unblocked', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    addSecuredMailbox(world, 'bob@contoso.com');
    world.tenant.restrict({ connector: CONNECTOR }, { createdAt: hoursAgo(world, 3) });
    const args = ['alice@contoso.com', 'bob@contoso.com', CONNECTOR, ...ANSWERS, '--open-pr'];
    const made = await make(args, asAnalyst(world));
    expect(made).toMatchObject({ exitCode: 0, stderr: '', pullRequest: { number: 1 } });
    expect(made.files.map(({ entity }) => entity)).toEqual(['alice@contoso.com', 'bob@contoso.com', CONNECTOR]);
    const [pullRequest] = world.forge.state.pullRequests;
    expect(pullRequest).toMatchObject({
      author: { login: ANALYST },
      headBranch: expect.stringMatching(/^unblock\/[\d-]+-alice-and-2-more$/u),
    });
    expect(pullRequest?.body).toContain('`alice@contoso.com, restricted since ');
    expect(await unknownToGit(world, clone)).toBe('');
    expect(await world.git(['branch', '--list'], clone)).toBe('* main\n');

    const run = await carryOut(pullRequest);
    expect(run.results.map(({ phase }) => phase)).toEqual(['Unblocked', 'Unblocked', 'Unblocked']);
  });

  it('says what comes next, and of an App that it is no person', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const { stdout, stderr } = await reinstate(world, clone, ['new', 'alice@contoso.com', ...ANSWERS, '--open-pr']);
    expect(stdout).toContain(`Opened pull request #1: ${world.env['GITHUB_SERVER_URL']}/contoso/unblock/pull/1\n`);
    expect(stdout).toContain('reinstate plan --pr 1');
    expect(stderr).toContain('@github-actions[bot] is no person, so one approval more is needed');
  });

  it('is not opened twice, nor where it would be denied, nor without a token', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const args = ['alice@contoso.com', ...ANSWERS, '--open-pr'];
    const foreign = await make([...args, '--requested-by', REVIEWER], asAnalyst(world));
    expect(foreign).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining(`@${ANALYST}'s`) } });
    const untrusted = await make([...args, '--requested-by', REVIEWER]);
    expect(untrusted.error?.message).toContain('the policy trusts no App to speak for anybody');
    expect((await make(args, { GITHUB_TOKEN: '' })).error?.message).toContain('GITHUB_TOKEN');
    expect(world.forge.state.pullRequests).toEqual([]);
    expect((await make(args, asAnalyst(world))).pullRequest).toMatchObject({ number: 1 });
    const again = await make(args, asAnalyst(world));
    expect(again).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining('pull request #1') } });
    expect(world.forge.state.pullRequests).toHaveLength(1);
  });

  it('that fails halfway leaves none, and can be asked for again', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const args = ['alice@contoso.com', ...ANSWERS, '--open-pr'];
    const match = { method: 'POST', path: '/pulls' };
    const limit = { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } };
    world.faults.add({ system: 'github', match, fault: limit });
    expect(await make(args, asAnalyst(world))).toMatchObject({
      exitCode: 3,
      error: { message: expect.stringContaining('rate limit') },
    });
    expect(world.forge.state.pullRequests).toEqual([]);
    expect(await make(args, asAnalyst(world))).toMatchObject({ exitCode: 0, pullRequest: { number: 1 } });
  });
});

describe('a request made from an earlier one', () => {
  it('takes over what was said, also from the records, and keeps only what still holds', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const first = await make(
      ['alice@contoso.com', ...ANSWERS, '--ticket', 'INC1', '--name', 'first', '--open-pr'],
      asAnalyst(world),
    );
    expect(first.exitCode).toBe(0);
    const [denied] = world.forge.state.pullRequests;
    if (!denied) throw new Error('nothing was opened');
    world.forge.review(denied, { user: ANALYST, state: 'APPROVED' });
    await world.forge.merge(denied, { method: 'squash', by: REVIEWER });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/first': 'Denied' });
    await world.forge.commit({ files: { [pathOf('first')]: null }, author: ANALYST, message: 'Tidy up' });

    const again = await make(['--from', 'contoso/first', '--open-pr'], asAnalyst(world));
    expect(again).toMatchObject({ exitCode: 0, stderr: '', files: [{ id: expect.stringMatching(ALICES_NAME) }] });
    const [, pullRequest] = world.forge.state.pullRequests;
    const text = await world.git(['show', `${pullRequest?.headSha}:${again.files[0]?.path}`], await world.clone());
    expect(text).toContain('ticket: INC1');
    expect(phases(await carryOut(pullRequest))).toEqual({ [again.files[0]?.id ?? '']: 'Unblocked' });
  });

  it('asks anew for what was attested before the restriction that stands now', async () => {
    addSecuredMailbox(world, 'alice@contoso.com');
    const first = goodRequest(world, 'alice@contoso.com');
    await world.forge.commit({ files: { [pathOf('first')]: first }, author: ANALYST });
    world.tenant.restrict('alice@contoso.com');
    const made = await make(['--from', 'contoso/first']);
    expect(made.exitCode).toBe(2);
    expect(made.error?.message).toMatch(/--attested-by[^]*--attested-at/u);
    expect(made.error?.message).not.toContain('--justification');
    expect(made.stderr).toContain('contoso/first asks for alice@contoso.com too, and is not settled yet');
  });
});

it('finds the tenant of a connector by whose list holds it', async () => {
  await world.close();
  world = await startSandbox({
    tenants: [
      { name: 'contoso' },
      { name: 'fabrikam', tenantId: '44444444-4444-4444-4444-444444444444', domains: ['fabrikam.com'] },
    ],
  });
  clone = await cloneOfAnalyst(world);
  world.tenants[1]?.restrict({ connector: CONNECTOR }, { createdAt: hoursAgo(world, 2) });
  const made = await make([CONNECTOR, ...ANSWERS, '--name', 'relay']);
  expect(made).toMatchObject({
    exitCode: 0,
    files: [{ id: 'fabrikam/relay', type: 'connector', entity: CONNECTOR, tenant: 'fabrikam' }],
  });
  const unknown = await make([CONNECTOR.replace('6a', '7b'), ...ANSWERS]);
  expect(unknown.error?.message).toContain('which tenant does the connector');
});
