import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { FABRIKAM } from './listing.ts';
import { phases, reconcile } from './program.ts';
import { approvedRequest, goodRequest, landed } from './request.ts';

// Whoever is asked in vain is asked again after a while, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const BROKEN = 'contoso/alice';
const HEALTHY = 'fabrikam/dora';
/** For how long the broken tenant lets the other one go first, which should not wait for it at all. */
const PATIENCE_MS = 60_000;

/** Two tenants with an approved request each; the first of the policy is the one to break. */
async function twoTenants(): Promise<Sandbox> {
  const world = await startSandbox({ tenants: [{ name: 'contoso' }, FABRIKAM] });
  addPeople(world);
  await approvedRequest(world, 'alice');
  const [, fabrikam = world.tenant] = world.tenants;
  addSecuredMailbox({ ...world, tenant: fabrikam }, 'dora@fabrikam.com');
  await landed(world, { [`unblock-requests/${HEALTHY}.yaml`]: goodRequest(world, 'dora@fabrikam.com') });
  return world;
}

async function isRecorded({ forge }: Sandbox): Promise<boolean> {
  const log = ['log', '--glob=refs/heads/reinstate/records/*', '--format=%s'];
  return (await forge.state.repository.run(log)).includes(`Unblocked ${HEALTHY}\n`);
}

/**
 * Makes Exchange answer the first tenant like this, and no question of its before the other's record is there: a run in
 * which one tenant waits for another can't pass by being quick. Returns what happened, in order.
 */
function breakFirst(world: Sandbox, answer: Fault): readonly string[] {
  const order: string[] = [];
  let recorded: Promise<void> | undefined;
  const otherIsRecorded = async (): Promise<void> => {
    const until = performance.now() + PATIENCE_MS;
    while (!(await isRecorded(world))) {
      if (performance.now() > until) return;
      await sleep(250);
    }
    order.push('the record of the other');
  };
  const pause: Fault['pause'] = async ({ cmdlet = '' }) => {
    recorded ??= otherIsRecorded();
    await recorded;
    order.push(cmdlet);
  };
  const match = { path: world.tenant.tenantId };
  world.faults.add({ system: 'exchange', match, times: Infinity, fault: { ...answer, pause } });
  return order;
}

describe.concurrent('of two tenants in one run', () => {
  it.each<[string, Fault, RegExp, number]>([
    ['is down', { status: 500 }, /Exchange .*500/u, 2],
    ['throttles', { status: 429, headers: { 'retry-after': '1' } }, /Exchange .*429/u, 2],
    ['refuses', { status: 403 }, /Exchange refused Get-BlockedSenderAddress \(403\); most likely the app has no/u, 1],
  ])('one is done and recorded before the other, which %s, is given up', async (_, answer, says, times) => {
    await using world = await twoTenants();
    const order = breakFirst(world, answer);
    const run = await reconcile(world, await world.clone());
    expect({ phases: phases(run), exitCode: run.exitCode }).toEqual({
      phases: { [BROKEN]: 'Pending', [HEALTHY]: 'Unblocked' },
      exitCode: 3,
    });
    expect(order[0]).toBe('the record of the other');
    expect(order.filter((one) => one === 'Get-BlockedSenderAddress').length).toBeGreaterThanOrEqual(times);
    expect(order.filter((one) => one.startsWith('Remove-'))).toEqual([]);
    const told = run.results.map(({ id, reason }) => [id, says.test(reason)]);
    expect(told).toEqual([
      [BROKEN, true],
      [HEALTHY, false],
    ]);
  });
});
