import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultTarget } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { killedOnce, phases, recordOf } from '../stories/program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from '../stories/request.ts';
import { SLOW } from './matrix.ts';
import { nameOf } from './requests.ts';
import { nextRunIn } from './run.ts';
import { actedOn, sending } from './signal.ts';
import { followRun } from './stages.ts';
import { whatIsLeft } from './state.ts';

const REMOVE = 'exchange Remove-BlockedSenderAddress';

/** The first request of a name in a stage of a run that sends one remove. */
function first(stage: string, name: string) {
  const follow = followRun(1);
  return (target: FaultTarget): boolean => {
    const now = follow(target);
    return now.stage === stage && now.name === name && now.nth === 1;
  };
}

let world: Sandbox;
let clone: string;

beforeEach(async () => {
  world = await startSandbox();
  addPeople(world);
  await approvedRequest(world, 'alice');
  clone = await world.clone();
}, SLOW);

afterEach(async () => world.close());

function removes(): number {
  return world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-')).length;
}

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', { timeout: SLOW }, (signal) => {
  it('before the claims are pushed ends the run: nothing was claimed, and no file is left', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'reinstate-signals-'));
    const hold = { match: first('judging', 'github pulls.listReviews') };
    const run = await actedOn(world, clone, hold, sending(signal), { env: { TMPDIR: temporary } });
    expect(run).toMatchObject({ exitCode: 3, results: [], failures: [{ message: `stopped by ${signal}` }] });
    expect(await whatIsLeft(world)).toEqual({ phases: {}, halfSettled: [], lifted: [], restricted: 1 });
    expect((await readdir(temporary)).filter((name) => name.startsWith('reinstate-git-'))).toEqual([]);
    await rm(temporary, { recursive: true, force: true });
  });

  it('between claim and remove lets nothing be sent, and the next run need not wait for anybody', async () => {
    const run = await actedOn(world, clone, { match: first('claimed', 'entra token') }, sending(signal));
    expect(run).toMatchObject({ exitCode: 3, results: [{ id: 'contoso/alice', phase: 'Pending' }] });
    expect(removes()).toBe(0);
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Pending', attempts: [{ result: 'notSent' }] });
    expect(phases(await nextRunIn(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    // One to judge by in each run and one to verify: nobody's claim had to be taken over by a list a lease later.
    expect(world.tenant.log.filter(({ cmdlet }) => cmdlet === 'Get-BlockedSenderAddress')).toHaveLength(3);
  });

  it('during a remove waits for its answer and records it', async () => {
    const run = await actedOn(world, clone, { match: first('claimed', REMOVE) }, sending(signal));
    expect(run).toMatchObject({ exitCode: 0, results: [{ id: 'contoso/alice', phase: 'Unblocked', changed: true }] });
    expect(await recordOf(world, 'alice')).toMatchObject({
      phase: 'Unblocked',
      attempts: [{ result: 'accepted' }],
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'Verified', status: 'Unknown' })]),
    });
    expect(removes()).toBe(1);
  });

  it('while the outcome is pushed lets the push end', async () => {
    const run = await actedOn(world, clone, { match: first('recording', 'git push') }, sending(signal));
    expect(run).toMatchObject({ exitCode: 0, results: [{ id: 'contoso/alice', phase: 'Unblocked', changed: true }] });
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Unblocked' });
  });
});

describe('a signal', { timeout: SLOW }, () => {
  it('before the policy is read ends the run with an error', async () => {
    const run = await actedOn(world, clone, { match: first('judging', 'git fetch') }, sending('SIGTERM'));
    expect(run).toMatchObject({ exitCode: 3, error: { message: 'stopped by SIGTERM' } });
  });

  it('while the claims are pushed lets the push end, and nothing be sent', async () => {
    const run = await actedOn(world, clone, { match: first('judging', 'git push') }, sending('SIGTERM'));
    expect(run).toMatchObject({ exitCode: 3, results: [{ id: 'contoso/alice', phase: 'Pending' }] });
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Pending', attempts: [{ result: 'notSent' }] });
    expect(removes()).toBe(0);
  });

  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
  ] as const)('%s and then %s end it at once; the next run finds out what came of the remove', async (one, other) => {
    const hold = { match: first('claimed', REMOVE), when: 'after' as const };
    const run = await actedOn(world, clone, hold, async (child, stderr) => {
      await sending(one)(child, stderr);
      child.kill(other);
      while (child.exitCode === null) await sleep(10);
    });
    expect(run.exitCode).toBe(3);
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Applying', attempts: [{ result: 'claimed' }] });
    expect(phases(await nextRunIn(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(removes()).toBe(1);
  });

  it('ends the wait for a second list: the claim that was found stands as it was', async () => {
    const fault = { hang: true };
    const silence = world.faults.add({ match: ({ cmdlet }) => cmdlet?.startsWith('Remove-') === true, fault });
    await killedOnce(() => silence.struck() > 0, world, clone);
    const before = await recordOf(world, 'alice');
    const lists = world.tenant.log.length;
    const reading = (): boolean =>
      world.tenant.log.slice(lists).some(({ cmdlet }) => cmdlet === 'Get-BlockedConnector');
    const run = await actedOn(world, clone, { match: () => false, until: reading }, async (child, stderr) => {
      // The list is read, and the second one would come a minute later.
      await sleep(1_000);
      await sending('SIGTERM')(child, stderr);
    });
    expect(run).toMatchObject({ exitCode: 3, failures: [{ message: 'stopped by SIGTERM' }] });
    expect(await recordOf(world, 'alice')).toEqual(before);
  });

  it('ends a wait that Exchange asked for: what it never took is not sent', async () => {
    const busy = { status: 429, headers: { 'retry-after': '20' } };
    const answer = world.faults.add({ match: ({ cmdlet }) => cmdlet?.startsWith('Remove-') === true, fault: busy });
    const hold = { match: () => false, until: () => answer.struck() > 0 };
    const run = await actedOn(world, clone, hold, async (child, stderr) => {
      await sleep(1_000);
      await sending('SIGTERM')(child, stderr);
    });
    expect(run).toMatchObject({ exitCode: 3, results: [{ id: 'contoso/alice', phase: 'Pending' }] });
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Pending', attempts: [{ result: 'notSent' }] });
    expect(world.tenant.effectiveRemoves()).toEqual([]);
  });

  it.each([['plan'], ['replay']])('ends %s, which only reads', async (verb) => {
    const hold = { match: (target: FaultTarget) => nameOf(target) === 'git fetch' };
    const run = await actedOn(world, clone, hold, sending('SIGTERM'), { args: [verb, '--json'] });
    expect(run).toMatchObject({ exitCode: 3, error: { message: 'stopped by SIGTERM' } });
  });

  it('from the terminal reaches a whole process group, and git not', async () => {
    const run = await actedOn(world, clone, { match: first('recording', 'git push') }, async (child, stderr) => {
      if (child.pid === undefined) throw new Error('it did not start');
      process.kill(-child.pid, 'SIGINT');
      while (!stderr().includes('SIGINT')) await sleep(10);
    });
    expect(run).toMatchObject({ exitCode: 0, results: [{ id: 'contoso/alice', phase: 'Unblocked' }] });
    // A push that broke off would have been followed by a look at what became of it.
    const toGit = world.requests.filter(({ system }) => system === 'git');
    expect(toGit.at(-1)?.path).toMatch(/\/git-receive-pack$/u);
  });

  it('SIGTERM after a SIGINT, as GitHub Actions cancels a job, leaves the time until the kill to record', async () => {
    const run = await actedOn(world, clone, { match: first('claimed', REMOVE) }, async (child, stderr) => {
      await sending('SIGINT')(child, stderr);
      child.kill('SIGTERM');
      await sleep(500);
    });
    expect(run).toMatchObject({ exitCode: 0, results: [{ id: 'contoso/alice', phase: 'Unblocked', changed: true }] });
  });
});

describe('a run that is told to stop in the middle of its removes', { timeout: SLOW }, () => {
  const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];

  it('waits for those on their way and sends no other; the next run may send the rest at once', async () => {
    const others = NAMES.filter((name) => name !== 'alice');
    for (const name of others) addSecuredMailbox(world, `${name}@contoso.com`);
    const files = others.map((name) => [pathOf(name), goodRequest(world, `${name}@contoso.com`)]);
    await landed(world, Object.fromEntries(files));
    const hold = { match: (target: FaultTarget) => nameOf(target) === REMOVE, times: 4 };
    const run = await actedOn(world, clone, hold, sending('SIGTERM'));
    expect(run.exitCode).toBe(3);
    const told = run.results?.map(({ phase }) => phase).toSorted();
    expect(told).toEqual(['Pending', 'Pending', 'Unblocked', 'Unblocked', 'Unblocked', 'Unblocked']);
    expect((await whatIsLeft(world)).lifted).toHaveLength(4);
    expect((await nextRunIn(world, clone)).exitCode).toBe(0);
    expect((await whatIsLeft(world)).lifted).toEqual(NAMES.map((name) => `${name}@contoso.com`));
  });
});
