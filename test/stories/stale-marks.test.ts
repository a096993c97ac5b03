import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markPath } from '../../src/records/files.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, ANALYST } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordCommits } from './program.ts';
import { approvedRequest, pathOf } from './request.ts';

const BRANCH = 'reinstate/records/contoso';
const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress' };
const LIST = { cmdlet: 'Get-BlockedSenderAddress' };

describe('the mark of a settled request', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ policy: { limits: { claimLease: '2s' } } });
    addPeople(world);
    clone = await world.clone();
    await approvedRequest(world, 'alice');
  });

  afterEach(async () => world.close());

  const rewrite = async (files: Readonly<Record<string, string | null>>): Promise<unknown> =>
    world.forge.commit({ branch: BRANCH, files, author: ANALYST });

  const filesOf = async (folder: string): Promise<string> =>
    world.forge.state.repository.run(['ls-tree', '-r', BRANCH, '--', folder]);

  it('hides no claim that is made after somebody deleted the record', async () => {
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { status: 400 } });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Failed' });
    await rewrite({ 'records/alice.json': null });
    world.faults.add({ system: 'exchange', match: REMOVE, times: 1, fault: { reset: true } });
    const silence = world.faults.add({
      system: 'exchange',
      match: LIST,
      skip: 1,
      times: Infinity,
      fault: { status: 500 },
    });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Applying' });
    silence.remove();
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(world.tenant.effectiveRemoves()).toHaveLength(1);
  });

  it('does not settle quietly what somebody marks by hand', async () => {
    world.tenant.user('alice@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Pending' });
    const bytes = await world.forge.state.repository.run(['show', `main:${pathOf('alice')}`]);
    await rewrite({ [markPath('alice')]: bytes });
    const run = await reconcile(world, clone);
    const message = expect.stringContaining(`it is Pending, and ${markPath('alice')} says`);
    expect(run.drift).toEqual([expect.objectContaining({ kind: 'RecordDamaged', id: 'contoso/alice', message })]);
    await rewrite({ [markPath('alice')]: null });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Pending' });
  });

  it('comes back where somebody took it away, in one commit and without a word', async () => {
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    const marked = await filesOf('settled/');
    await rewrite({ [markPath('alice')]: null });
    const before = await recordCommits(world);
    expect(await reconcile(world, clone)).toMatchObject({ exitCode: 0, results: [], drift: [] });
    expect(await filesOf('settled/')).toBe(marked);
    expect(await recordCommits(world)).toBe(before + 1);
    await reconcile(world, clone);
    expect(await recordCommits(world)).toBe(before + 1);
  });

  it('does not come back where the file was edited, which is still told', async () => {
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    await rewrite({ [markPath('alice')]: null });
    await world.forge.commit({ files: { [pathOf('alice')]: 'kind: Edited\n' }, author: ANALYST });
    const { drift } = await reconcile(world, clone);
    expect(drift).toEqual([expect.objectContaining({ kind: 'EditedAfterSettlement', id: 'contoso/alice' })]);
    expect(await filesOf('settled/')).toBe('');
  });
});
