import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { reinstateHere } from './here.ts';
import { killedOnce, reconcile, recordOf, reinstate } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

interface Planned {
  readonly id: string;
  readonly phase: string | null;
  readonly outcome: string;
  readonly missing: readonly string[];
  readonly predicates: readonly { readonly name: string; readonly satisfied: boolean; readonly reason: string }[];
  readonly evidence: readonly { readonly check: string; readonly result: string }[];
  readonly reviews: readonly {
    readonly user: { readonly login: string };
    readonly counted: boolean;
    readonly reason: string;
  }[];
  readonly action: string;
  readonly reason: string;
}

describe('a plan', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  async function opened(files?: Readonly<Record<string, string>>): Promise<ForgePullRequest> {
    addSecuredMailbox(world, 'alice@contoso.com');
    return world.forge.openPullRequest({
      branch: 'unblock-alice',
      files: files ?? { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
    });
  }

  async function plan(...args: readonly string[]) {
    const { exitCode, stdout, stderr } = await reinstateHere(world, clone, ['plan', ...args, '--json']);
    const { requests = [] }: { requests?: readonly Planned[] } = JSON.parse(stdout);
    return { exitCode, stderr, requests, first: requests[0] };
  }

  it('of an open pull request says what is missing before the merge, and what the tenant shows already', async () => {
    const { number } = await opened();
    const { first, exitCode } = await plan('--pr', String(number));
    expect(first).toMatchObject({ id: 'contoso/alice', outcome: 'pending', action: 'wait', phase: null, reviews: [] });
    expect(first?.missing).toEqual([expect.stringContaining('0 of 1')]);
    expect(first?.reason).toContain('do not merge yet');
    expect(first?.evidence).toContainEqual(expect.objectContaining({ check: 'passwordReset', result: 'pass' }));
    expect(exitCode).toBe(0);
  });

  it('of an approved pull request says that the merge will unblock', async () => {
    const pullRequest = await opened();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    const { first, exitCode } = await plan('--pr', String(pullRequest.number));
    expect(first).toMatchObject({ outcome: 'approved', missing: [], action: 'unblock' });
    expect(first?.reviews).toEqual([
      expect.objectContaining({ user: expect.objectContaining({ login: REVIEWER }), counted: true }),
    ]);
    expect(exitCode).toBe(0);
  });

  it('is what the run then does', async () => {
    const pullRequest = await opened();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
    expect((await plan()).first).toMatchObject({ id: 'contoso/alice', outcome: 'approved', action: 'unblock' });
    expect((await reconcile(world, clone)).results).toMatchObject([{ id: 'contoso/alice', phase: 'Unblocked' }]);
    expect((await plan()).requests).toEqual([]);
  });

  it('says in a sentence why an approval by somebody who changed the file does not count', async () => {
    const pullRequest = await opened();
    const changed = goodRequest(world, 'alice@contoso.com').replace('Sunday', 'Monday');
    const commit = await world.forge.pushTo(pullRequest, { files: { [pathOf('alice')]: changed }, author: REVIEWER });
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    const { first } = await plan('--pr', String(pullRequest.number));
    expect(first).toMatchObject({ outcome: 'pending', action: 'wait' });
    expect(first?.reviews).toEqual([expect.objectContaining({ counted: false })]);
    const sentence = `@${REVIEWER}: is the author of ${commit.slice(0, 7)}, which changed this file, so can't approve it`;
    const { stdout } = await reinstate(world, clone, ['plan', '--pr', String(pullRequest.number)]);
    expect(stdout).toContain(`✗ ${sentence}`);
    expect(first?.missing.join()).toContain(sentence);
  });

  it('of an approved pull request names the evidence that is still missing', async () => {
    const pullRequest = await opened();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    world.tenant.addUser({ address: 'bob@contoso.com' });
    world.tenant.restrict('bob@contoso.com');
    await world.forge.pushTo(pullRequest, {
      files: { [pathOf('bob')]: goodRequest(world, 'bob@contoso.com') },
      author: ANALYST,
    });
    const { requests } = await plan('--pr', String(pullRequest.number));
    expect(requests.map(({ id, outcome }) => ({ id, outcome }))).toEqual([
      { id: 'contoso/alice', outcome: 'approved' },
      { id: 'contoso/bob', outcome: 'denied' },
    ]);
    expect(requests[1]?.missing.join('\n')).toMatch(/0 of 1[\s\S]*before the restriction[\s\S]*password/u);
  });

  it.each([
    ['a file that is no request', { [pathOf('broken')]: 'kind: UnblockRequest\n' }, 'contoso/broken'],
    ['a name that no request has', { 'unblock-requests/contoso/x.yml': 'a: 1\n' }, 'unblock-requests/contoso/x.yml'],
  ])('refuses %s with exit 1', async (_, files, id) => {
    const { number } = await opened(files);
    const { first, exitCode } = await plan('--pr', String(number));
    expect({ first, exitCode }).toMatchObject({ first: { id, outcome: 'invalid', action: 'refuse' }, exitCode: 1 });
    expect(first?.missing).not.toEqual([]);
  });

  it('refuses a pull request that changes anything but request files', async () => {
    const { number } = await opened({
      [pathOf('alice')]: goodRequest(world, 'alice@contoso.com'),
      '.github/workflows/own.yml': 'on: push\n',
    });
    const { first } = await plan('--pr', String(number));
    expect(first).toMatchObject({ outcome: 'denied', action: 'refuse' });
    expect(first?.missing.join()).toContain('also changes .github/workflows/own.yml');
    expect(world.tenant.log).toEqual([]);
  });

  it('says that a pull request points at another branch', async () => {
    const pullRequest = await opened();
    await world.forge.commit({ branch: 'release', files: { 'notes.md': 'x' }, author: ANALYST });
    await world.forge.retarget(pullRequest, { base: 'release', by: ANALYST });
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    const { first } = await plan('--pr', String(pullRequest.number));
    expect(first).toMatchObject({ outcome: 'pending', action: 'wait' });
    expect(first?.missing.join()).toContain('would be merged into release');
  });

  it('explains a settled request, by its id and by its merged pull request, and refuses its id a second time', async () => {
    const { number } = await approvedRequest(world, 'alice');
    await reconcile(world, clone);
    for (const args of [
      ['--request', 'contoso/alice'],
      ['--pr', String(number)],
    ]) {
      const { first, exitCode } = await plan(...args);
      expect(first).toMatchObject({ id: 'contoso/alice', phase: 'Unblocked', action: 'none' });
      expect(first?.reason).toContain('settled as Unblocked');
      expect(first?.reviews).toEqual([expect.objectContaining({ counted: true })]);
      expect(exitCode).toBe(0);
    }
    const again = await world.forge.openPullRequest({
      branch: 'again',
      files: { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com').replace('Sunday', 'Monday') },
      author: ANALYST,
    });
    const { first } = await plan('--pr', String(again.number));
    expect(first?.missing).toEqual([expect.stringContaining('an id is used once')]);
  });

  it('tells what the removal of a waiting request does', async () => {
    world.tenant.addUser({ address: 'bob@contoso.com' });
    world.tenant.restrict('bob@contoso.com', { createdAt: hoursAgo(world, 3) });
    await landed(world, { [pathOf('bob')]: goodRequest(world, 'bob@contoso.com') });
    await reconcile(world, clone);
    const removal = await world.forge.openPullRequest({
      branch: 'removal',
      files: { [pathOf('bob')]: null },
      author: ANALYST,
    });
    const { first } = await plan('--pr', String(removal.number));
    expect(first).toMatchObject({ id: 'contoso/bob', phase: 'Pending', outcome: 'withdrawn', action: 'none' });
  });

  it('writes nothing: no commit, no record, no remove, and the clone stays as it was', async () => {
    const merged = await approvedRequest(world, 'bob');
    const { number } = await opened();
    const refs = await world.git(['ls-remote', 'origin'], clone);
    const status = await world.git(['status', '--porcelain', '--branch'], clone);
    await plan();
    await plan('--request', 'contoso/bob');
    await plan('--pr', String(number));
    await plan('--pr', String(merged.number));
    expect(await world.git(['ls-remote', 'origin'], clone)).toBe(refs);
    expect(await world.git(['status', '--porcelain', '--branch'], clone)).toBe(status);
    expect(await recordOf(world, 'bob')).toBeUndefined();
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'))).toEqual([]);
    expect(world.requests.filter(({ method, system }) => system === 'github' && method !== 'GET')).toEqual([]);
  });

  it('says by exit 3 that something could not be asked, and still tells the rest', async () => {
    const { number } = await opened();
    world.faults.add({ system: 'graph', match: {}, times: Infinity, fault: { status: 403 } });
    const { first, exitCode } = await plan('--pr', String(number));
    expect({ first, exitCode }).toMatchObject({ first: { outcome: 'indeterminate', action: 'wait' }, exitCode: 3 });
    expect(first?.missing.join('\n')).toContain('0 of 1');
  });

  it('leaves what another run holds a claim of to that run', async () => {
    await approvedRequest(world, 'alice');
    const match = { cmdlet: 'Remove-BlockedSenderAddress' };
    const silence = world.faults.add({ system: 'exchange', match, fault: { hang: true } });
    await killedOnce(() => silence.struck() > 0, world, clone);
    const { first, exitCode } = await plan();
    expect({ first, exitCode }).toMatchObject({ first: { phase: 'Applying', action: 'wait' }, exitCode: 0 });
    expect(first?.missing).toEqual([expect.stringContaining('holds the claim')]);
  });

  it('says that the time of a request is up', async () => {
    const pullRequest = await opened();
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER, at: hoursAgo(world, 80) });
    expect((await plan()).first).toMatchObject({ outcome: 'expired', action: 'refuse', reviews: [] });
    expect(world.tenant.log).toEqual([]);
  });

  it('says by exit 1 that there would be too many unblocks in one run', async () => {
    await world.forge.commit({
      files: { '.github/reinstate.yml': `${world.policyYaml()}\nlimits: { unblocksPerRun: 1 }\n` },
      author: ANALYST,
    });
    await approvedRequest(world, 'alice');
    await approvedRequest(world, 'bob');
    const { requests, exitCode } = await plan();
    expect(requests.map(({ action }) => action)).toEqual(['wait', 'wait']);
    expect(requests[0]?.missing.join()).toContain('2 unblocks in one run');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['a pull request that is not there', ['--pr', '77'], 'no pull request #77'],
    ['a request that is not there', ['--request', 'contoso/nobody'], 'there is no request contoso/nobody'],
    ['a tenant that is not there', ['--request', 'fabrikam/alice'], 'there is no request fabrikam/alice'],
    ['both at once', ['--pr', '1', '--request', 'contoso/alice'], 'exclude each other'],
    ['a number that is none', ['--pr', 'one'], 'whole number'],
  ])('is refused with exit 2 for %s', async (_, args, says) => {
    const { exitCode, stderr } = await reinstate(world, clone, ['plan', ...args]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(says) });
  });
});
