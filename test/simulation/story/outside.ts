import { entityKey } from '../../../src/request/entity.ts';
import type { Random } from '../random.ts';
import type { Rulebook } from '../world/policies.ts';
import { lift, restrict, standing, type SimTenant } from '../world/tenant.ts';
import { MINUTE, SECOND } from '../world/time.ts';
import type { World } from '../world/world.ts';
import { strangerCommits } from './strangers.ts';
import { rulebookNow, setPolicy } from './set-policy.ts';

/** What others do meanwhile: in the portal, in the policy, in the repository's settings, on the records branches. */
export function outsideEvents(world: World, random: Random, untilMs: number): void {
  for (const tenant of world.tenants.values()) {
    const sometime = (happens: (world: World, tenant: SimTenant) => void): void => {
      if (!random.chance(0.2)) return;
      world.scheduler.at(random.between(0, untilMs), () => {
        happens(world, tenant);
      });
    };
    sometime(clear);
    sometime(change);
    if (random.chance(0.2)) restrictLater(world, tenant, random, untilMs);
    if (random.chance(0.2)) strangerCommits(world, tenant, random, random.between(0, untilMs));
    if (random.chance(0.1)) strangerCommits(world, tenant, random, random.between(0, untilMs));
  }
  if (random.chance(0.25)) changePolicy(world, random, untilMs);
  if (random.chance(0.15)) loseRight(world, random, untilMs);
}

/** Somebody clears the newest restriction in the portal. */
export function clear({ scheduler, trace }: World, tenant: SimTenant): void {
  const nowMs = scheduler.nowMs();
  const row = tenant.rows.findLast(({ removedAtMs }) => removedAtMs > nowMs);
  if (!row) return;
  lift(tenant, row.entity, nowMs, 0);
  trace.line(nowMs, tenant.name, `somebody clears ${entityKey(row.entity)} in the portal`);
}

/** The spam goes on: the newest restriction is changed. */
export function change({ scheduler, trace }: World, tenant: SimTenant): void {
  const nowMs = scheduler.nowMs();
  const row = tenant.rows.findLast(({ removedAtMs }) => removedAtMs > nowMs);
  if (!row) return;
  row.changedAtMs = Math.floor(nowMs);
  trace.line(nowMs, tenant.name, `the restriction of ${entityKey(row.entity)} is changed`);
}

function restrictLater(world: World, tenant: SimTenant, random: Random, untilMs: number): void {
  const atMs = Math.floor(random.between(0, untilMs));
  const [account, ...others] = tenant.accounts;
  const entity = account && random.pick([account, ...others]).entities[0];
  if (!entity) return;
  world.scheduler.at(atMs, () => {
    restrictAgain(world, tenant, entity);
  });
}

/** Restricts an entity that isn't. */
export function restrictAgain(
  { scheduler, trace }: World,
  tenant: SimTenant,
  entity: Parameters<typeof restrict>[1],
): void {
  const atMs = Math.floor(scheduler.nowMs());
  if (standing(tenant, entity, scheduler.nowMs()).length > 0) return;
  restrict(tenant, entity, atMs);
  trace.line(scheduler.nowMs(), tenant.name, `${entityKey(entity)} is restricted`);
}

/** The policy changes; one that is broken is mended before the trouble ends. */
function changePolicy(world: World, random: Random, untilMs: number): void {
  const atMs = random.between(0, untilMs);
  const turn = random.pick(['required', 'approver', 'limit', 'lease', 'cap', 'broken', 'fence']);
  world.scheduler.at(atMs, () => {
    const now = rulebookNow(world);
    if (!now) return;
    world.trace.line(atMs, 'control', `the policy changes: ${turn}`);
    setPolicy(world, { ...now, ...CHANGED[turn]?.(now) }, Math.floor(atMs / SECOND) * SECOND);
    if (turn === 'broken') {
      world.scheduler.at(Math.min(atMs + MINUTE, untilMs), () => {
        setPolicy(world, now, Math.floor(world.scheduler.nowMs() / SECOND) * SECOND);
        world.trace.line(world.scheduler.nowMs(), 'control', 'the policy is mended');
      });
    }
  });
}

const CHANGED: Readonly<Record<string, (now: Rulebook) => Partial<Rulebook>>> = {
  required: ({ required }) => ({ required: required === 1 ? 2 : 1 }),
  approver: ({ approvers }) => ({ approvers: approvers.filter((login) => login !== 'octokeeper') }),
  limit: () => ({ unblocksPerRun: 1 }),
  lease: ({ leaseMs }) => ({ leaseMs: leaseMs === 30 * SECOND ? 90 * SECOND : 30 * SECOND }),
  cap: () => ({ cap: 1 }),
  broken: () => ({ valid: false }),
  fence: ({ fence }) => ({ fence: fence === 'changed' ? 'created' : 'changed' }),
};

/** An approver may not write any more, and perhaps may again later. */
function loseRight(world: World, random: Random, untilMs: number): void {
  const atMs = random.between(0, untilMs);
  const { roles } = world.control;
  roles.push({ login: 'octokeeper', role: 'read', atMs });
  if (random.chance(0.6)) roles.push({ login: 'octokeeper', role: 'write', atMs: random.between(atMs, untilMs) });
}
