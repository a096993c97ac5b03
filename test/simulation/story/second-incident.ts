import type { Entity } from '../../../src/request/entity.ts';
import { accountOf, type SimTenant } from '../world/tenant.ts';
import { SECOND } from '../world/time.ts';
import type { World } from '../world/world.ts';
import { land } from './landings.ts';
import { restrictAgain } from './outside.ts';

/** What was unblocked is restricted again; often it is secured once more, and somebody asks once more. */
export function secondIncident(world: World, tenant: SimTenant, entity: Entity): void {
  const { random, scheduler } = world;
  const atMs = scheduler.nowMs() + random.between(1, 60) * SECOND;
  scheduler.at(atMs, () => {
    restrictAgain(world, tenant, entity);
  });
  if (!random.chance(0.7)) return;
  const securedAtMs = Math.floor(atMs) + 5 * SECOND;
  accountOf(tenant, entity)?.securedAtMs.push(securedAtMs);
  const ask = { entity, attestedAtMs: securedAtMs + 5 * SECOND, valid: true, wording: 'the second time' };
  const name = `again-${Math.floor(atMs / SECOND)}`;
  const openedAtMs = atMs + random.between(15, 30) * SECOND;
  const mergedAtMs = openedAtMs + random.between(5, 60) * SECOND;
  land(world, random, {
    tenant: tenant.name,
    files: { [name]: ask },
    openedAtMs,
    mergedAtMs,
    landing: 'approvedTwice',
  });
}
