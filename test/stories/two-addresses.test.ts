import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile } from './program.ts';
import { goodRequest, landed, pathOf } from './request.ts';

const ALICE = 'alice@contoso.com';
const SALES = 'sales@contoso.com';

describe('an account that is restricted under two of its addresses', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ policy: { limits: { unblocksPerEntity: { count: 5, within: '30d' } } } });
    addPeople(world);
    clone = await world.clone();
    addSecuredMailbox(world, ALICE);
    for (const user of world.tenant.users) if (user.address === ALICE) user.aliases = [SALES];
    world.tenant.restrict(SALES, { createdAt: hoursAgo(world, 2.5) });
    await landed(world, { [pathOf('alice')]: goodRequest(world, ALICE) });
  });

  afterEach(async () => world.close());

  const removed = () =>
    world.tenant.log.flatMap(({ cmdlet, parameters }) =>
      cmdlet.startsWith('Remove-') ? [parameters['SenderAddress']] : [],
    );

  it('is unblocked under one after the other, as each is a restriction of its own', async () => {
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    await landed(world, { [pathOf('sales')]: goodRequest(world, SALES) });
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/sales': 'Unblocked' });
    expect(removed()).toEqual([ALICE, SALES]);
  });

  it('is not unblocked again under the one while the list lags, though the newer restriction of the other is gone', async () => {
    const [first] = world.tenant.restrictions();
    expect(phases(await reconcile(world, clone))).toEqual({ 'contoso/alice': 'Unblocked' });
    expect(world.tenant.lift(SALES)).toBe(1);
    // As a list that has caught up with what an admin lifted, and not with the remove.
    world.tenant.restrict(ALICE, { createdAt: first?.createdAt ?? new Date() });
    await landed(world, { [pathOf('again')]: goodRequest(world, ALICE) });
    const run = await reconcile(world, clone);
    expect(phases(run)).toEqual({ 'contoso/again': 'Pending' });
    expect(run.results[0]?.reason).toContain('was lifted already, and the list has not caught up');
    expect(removed()).toEqual([ALICE]);
  });
});
