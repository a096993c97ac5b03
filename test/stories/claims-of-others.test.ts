import { describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { killedOnce, phases, reconcile, recordOf, reinstate, type Reconciled } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress' };
const RECORDS = 'reinstate/records/contoso';

/** Half of it is enough for a push on a busy machine, and stories wait for all of it. */
const LEASE = '12s';

/** Stories wait for leases, and beside each other. */
const SLOW = 180_000;

async function worldWith(
  policy: Readonly<Record<string, unknown>>,
): Promise<{ world: Sandbox; clone: string } & AsyncDisposable> {
  const world = await startSandbox({ policy });
  addPeople(world);
  const clone = await world.clone();
  return { world, clone, [Symbol.asyncDispose]: async () => world.close() };
}

/** A world in which a claim of alice's stands whose remove was answered by nothing. */
async function unclearWorld(claimLease = LEASE) {
  const made = await worldWith({ limits: { claimLease } });
  await approvedRequest(made.world, 'alice');
  made.world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { reset: true } });
  await reconcile(made.world, made.clone);
  return made;
}

/** A world in which the run that claimed alice's died with its remove on the way, and GitHub does not know of it. */
async function deadWorld(claimLease = LEASE) {
  const made = await worldWith({ limits: { claimLease } });
  await approvedRequest(made.world, 'alice');
  const silence = made.world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { hang: true } });
  await killedOnce(() => silence.struck() > 0, made.world, made.clone);
  return made;
}

function lists({ tenant }: Sandbox): number {
  return tenant.log.filter(({ cmdlet }) => cmdlet === 'Get-BlockedSenderAddress').length;
}

async function writeRecord(world: Sandbox, name: string, record: string, at: Date): Promise<void> {
  await world.forge.commit({ branch: RECORDS, files: { [`records/${name}.json`]: record }, author: ANALYST, at });
}

function reasonOf({ results }: Reconciled, id: string): string | undefined {
  return results.find((one) => one.id === id)?.reason;
}

describe.concurrent('a claim whose end nobody knows', { timeout: SLOW }, () => {
  it('is waited for by a new request, though its own file asks for somebody else by now', async () => {
    await using made = await unclearWorld();
    const { world, clone } = made;
    addSecuredMailbox(world, 'bob@contoso.com');
    await landed(world, { [pathOf('alice')]: goodRequest(world, 'bob@contoso.com') });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    await landed(world, { [pathOf('again')]: goodRequest(world, 'alice@contoso.com') });
    const before = lists(world);
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/again': 'Unblocked' });
    // Two a lease apart before the remove, and one after it.
    expect(lists(world) - before).toBe(3);
  });

  it('makes nobody wait for days, whatever lease is written into its record', async () => {
    await using made = await unclearWorld();
    const { world, clone } = made;
    const forged = JSON.stringify(await recordOf(world, 'alice')).replace('"leaseMs":12000', '"leaseMs":3000000000');
    await writeRecord(world, 'alice', forged, world.now());
    await landed(world, { [pathOf('again')]: goodRequest(world, 'alice@contoso.com') });
    const run = await reconcile(world, clone);
    expect(run.drift).toContainEqual(expect.objectContaining({ kind: 'RecordDamaged', id: 'contoso/alice' }));
    expect(phases(run)).toEqual({ 'contoso/again': 'Unblocked' });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
  });
});

describe.concurrent('a claim that is found past the time of its request', { timeout: SLOW }, () => {
  it.each([
    ['still shows the entity', { reset: true } as const, 'Expired', 0],
    ['shows that it was carried out', { reset: true, when: 'after' } as const, 'Unblocked', 1],
  ])('is resolved first: where the list %s', async (_, fault, phase, removes) => {
    const limits = { claimLease: LEASE };
    await using made = await worldWith({ limits });
    const { world, clone } = made;
    await approvedRequest(world, 'alice');
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault });
    // The list after the remove tells nothing, so the run leaves its claim.
    const match = { cmdlet: 'Get-BlockedSenderAddress' };
    const silence = world.faults.add({ system: 'exchange', match, skip: 1, times: Infinity, fault: { status: 500 } });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Applying' });
    silence.remove();
    const hasty = world.policyYaml({ limits, request: { ttl: '1s' } });
    await world.forge.commit({ files: { '.github/reinstate.yml': hasty }, author: ANALYST });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': phase });
    expect(world.tenant.effectiveRemoves()).toHaveLength(removes);
  });
});

describe.concurrent('a claim that nobody works on', { timeout: SLOW }, () => {
  it('is ended where its file became invalid, and its remove is waited for by who claims in that same run', async () => {
    await using made = await unclearWorld();
    const { world, clone } = made;
    await landed(world, {
      [pathOf('alice')]: 'kind: UnblockRequest\n',
      [pathOf('again')]: goodRequest(world, 'alice@contoso.com'),
    });
    const before = lists(world);
    const run = await reconcile(world, clone);
    expect(phases(run)).toEqual({ 'contoso/alice': 'Invalid', 'contoso/again': 'Unblocked' });
    expect(lists(world) - before).toBe(3);
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
    const record = await recordOf(world, 'alice');
    expect(record).toMatchObject({ phase: 'Pending', attempts: [{ result: 'ambiguous' }] });
    expect(record?.['conditions']).toContainEqual(
      expect.objectContaining({ type: 'Valid', status: 'False', message: 'the request file is invalid' }),
    );
    // Put right, it is judged like any other.
    await landed(world, { [pathOf('alice')]: goodRequest(world, 'alice@contoso.com') });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'NotRestricted' });
  });

  it('binds as long as its run may live, and whoever waits is told for whose and until when', async () => {
    await using made = await deadWorld('15m');
    const { world, clone } = made;
    await landed(world, {
      [pathOf('alice')]: 'kind: UnblockRequest\n',
      [pathOf('again')]: goodRequest(world, 'alice@contoso.com'),
    });
    const told = /^contoso\/alice holds a claim on the same account \(run 1001\/1\), until \S+Z at most$/u;
    const run = await reconcile(world, clone, { GITHUB_RUN_ID: '1002' });
    expect(phases(run)).toEqual({ 'contoso/alice': 'Invalid', 'contoso/again': 'Pending' });
    expect(reasonOf(run, 'contoso/again')).toMatch(told);
    const { number } = await world.forge.openPullRequest({
      branch: 'one-more',
      files: { [pathOf('one-more')]: goodRequest(world, 'alice@contoso.com') },
      author: ANALYST,
    });
    for (const [option, of] of [
      ['--request', 'contoso/again'],
      ['--pr', String(number)],
    ] as const) {
      const { stdout } = await reinstate(world, clone, ['plan', option, of, '--json']);
      const { requests }: { requests: { missing: string[]; action: string }[] } = JSON.parse(stdout);
      expect(requests[0]?.action).toBe('wait');
      expect(requests[0]?.missing).toContainEqual(expect.stringMatching(told));
    }
    const comment = await reinstate(world, clone, ['overview', '--pr', String(number)]);
    expect(comment.exitCode).toBe(0);
    expect(JSON.stringify(world.forge.state.comments)).toContain('holds a claim on the same account');
  });

  it('is ended where the default branch never had its request', async () => {
    await using made = await unclearWorld();
    const { world, clone } = made;
    const attempt = { run: '4711/1', startedAt: hoursAgo(world, 1).toISOString(), leaseMs: 900_000, result: 'claimed' };
    const copy = JSON.stringify(await recordOf(world, 'alice'))
      .replaceAll('alice', 'bob')
      .replaceAll('/bob', '/ghost');
    const ghost = (more: object): string =>
      JSON.stringify({ ...JSON.parse(copy), attempts: [{ ...attempt, ...more }] });
    await writeRecord(world, 'ghost', ghost({}), world.now());
    await approvedRequest(world, 'bob');
    const held = await reconcile(world, clone);
    expect(held.drift).toContainEqual(expect.objectContaining({ kind: 'RecordOrphaned', id: 'contoso/ghost' }));
    expect(reasonOf(held, 'contoso/bob')).toMatch(/^contoso\/ghost holds a claim on the same account/u);
    await writeRecord(world, 'ghost', ghost({ run: '4711/2' }), hoursAgo(world, 1));
    const run = await reconcile(world, clone);
    expect(run.drift).toContainEqual(expect.objectContaining({ kind: 'RecordOrphaned', id: 'contoso/ghost' }));
    expect(phases(run)).toEqual({ 'contoso/bob': 'Unblocked' });
    expect(await recordOf(world, 'ghost')).toMatchObject({ phase: 'Pending', attempts: [{ result: 'abandoned' }] });
  });
});

describe.concurrent('a claim from the future', { timeout: SLOW }, () => {
  /** Its commit is dated a year ahead, and somebody else asks for the entity. */
  async function aYearAhead() {
    const made = await deadWorld();
    const { world } = made;
    await writeRecord(world, 'alice', JSON.stringify(await recordOf(world, 'alice')), hoursAgo(world, -24 * 365));
    await landed(world, { [pathOf('again')]: goodRequest(world, 'alice@contoso.com') });
    return made;
  }

  const toldOfAlice = ({ drift }: Reconciled) => drift.find(({ id }) => id === 'contoso/alice');
  const damaged = { kind: 'RecordDamaged', id: 'contoso/alice', since: expect.any(String) };

  it('binds others no longer than one and a half leases after it was first told, and stays damaged', async () => {
    await using made = await aYearAhead();
    const { world, clone } = made;
    const again = async () => reconcile(world, clone, { GITHUB_RUN_ID: '1002' });
    const first = await again();
    expect(reasonOf(first, 'contoso/again')).toMatch(/^contoso\/alice holds a claim on the same account/u);
    const told = toldOfAlice(first);
    expect(told).toMatchObject(damaged);
    let last = first;
    for (let runs = 1; runs < 20 && phases(last)['contoso/again'] !== 'Unblocked'; runs += 1) {
      last = await again();
      expect(toldOfAlice(last)).toEqual(told);
    }
    expect(phases(last)).toEqual({ 'contoso/again': 'Unblocked' });
    expect(await recordOf(world, 'alice')).toMatchObject({ phase: 'Applying', attempts: [{ result: 'claimed' }] });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
  });

  it('binds nobody once GitHub says that its run has ended, and its remove is waited for all the same', async () => {
    await using made = await aYearAhead();
    const { world, clone } = made;
    const claimant = world.forge.state.runs.find(({ id }) => id === 1001);
    if (claimant) claimant.status = 'completed';
    const before = lists(world);
    const run = await reconcile(world, clone, { GITHUB_RUN_ID: '1002' });
    expect(phases(run)).toEqual({ 'contoso/again': 'Unblocked' });
    expect(run.drift).toContainEqual(expect.objectContaining(damaged));
    expect(lists(world) - before).toBe(3);
    // Mended, its request is judged again: it lifted nothing, as another did.
    const mended = JSON.stringify(await recordOf(world, 'alice'), null, 1);
    await writeRecord(world, 'alice', mended, hoursAgo(world, 1));
    const last = await reconcile(world, clone, { GITHUB_RUN_ID: '1002' });
    expect({ phases: phases(last), drift: last.drift }).toEqual({
      phases: { 'contoso/alice': 'NotRestricted' },
      drift: [],
    });
  });
});
