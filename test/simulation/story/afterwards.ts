import type { Random } from '../random.ts';
import { pathOf, type Ask } from '../world/asks.ts';
import { pushDirectly, review, type SimPull } from '../world/control.ts';
import { CAST } from '../world/people.ts';
import { MINUTE, SECOND } from '../world/time.ts';
import type { World } from '../world/world.ts';
import { isThere, land, rememberAsk } from './landings.ts';

/** A request that landed and what may still happen to it. */
export interface Landed {
  readonly tenant: string;
  readonly name: string;
  readonly ask: Ask;
  readonly mergedAtMs: number;
  readonly untilMs: number;
}

const TURNS = ['edit', 'editByPush', 'remove', 'rename', 'putBack', 'object', 'takeBack'] as const;

/** Something happens to a request after it landed: edits, removals, objections. */
export function afterwards(world: World, random: Random, landed: Landed): void {
  const { mergedAtMs, untilMs } = landed;
  const atMs = random.between(Math.max(mergedAtMs, 0), untilMs);
  switch (random.pick([...TURNS])) {
    case 'edit':
      replace(world, random, landed, { [landed.name]: { ...landed.ask, wording: 'edited' } }, atMs);
      break;
    case 'rename':
      replace(world, random, landed, { [landed.name]: null, [`${landed.name}-again`]: landed.ask }, atMs);
      break;
    case 'remove':
      replace(world, random, landed, { [landed.name]: null }, atMs);
      break;
    case 'editByPush':
      pushLater(world, landed, { ...landed.ask, wording: 'edited in passing' }, atMs);
      break;
    case 'putBack':
      pushLater(world, landed, null, atMs);
      pushLater(world, landed, landed.ask, atMs + random.between(1, 90) * SECOND);
      break;
    case 'object':
      object(world, random, landed, CAST.second, atMs);
      break;
    case 'takeBack':
      object(world, random, landed, CAST.keeper, atMs);
      break;
  }
}

/** A pull request takes a file away, replaces or renames it. */
function replace(
  world: World,
  random: Random,
  { tenant, name }: Landed,
  files: Readonly<Record<string, Ask | null>>,
  atMs: number,
): void {
  world.scheduler.at(atMs, () => {
    if (!isThere(world, tenant, name)) return;
    const mergedAtMs = atMs + random.between(2, 60) * SECOND;
    land(world, random, { tenant, files, openedAtMs: atMs, mergedAtMs, landing: 'approved' });
  });
}

function pushLater(world: World, { tenant, name }: Landed, ask: Ask | null, atMs: number): void {
  world.scheduler.at(atMs, () => {
    if (ask === null && !isThere(world, tenant, name)) return;
    const changes = { [pathOf(tenant, name)]: ask && rememberAsk(world, ask) };
    const at = Math.floor(atMs / SECOND) * SECOND;
    pushDirectly(world.control, changes, { atMs: at, by: CAST.author, message: 'In passing' });
    world.trace.line(atMs, 'control', `${ask ? 'pushed directly' : 'removed directly'}: ${name}`);
  });
}

/** Somebody asks for changes after the merge, and most of the time is talked out of it later. */
function object(
  world: World,
  random: Random,
  { tenant, name }: Landed,
  by: (typeof CAST)['keeper'],
  atMs: number,
): void {
  world.scheduler.at(atMs, () => {
    const pull = pullOf(world, pathOf(tenant, name));
    if (!pull) return;
    const given = review(world.control, pull, {
      by,
      state: 'CHANGES_REQUESTED',
      atMs: Math.floor(atMs / SECOND) * SECOND,
    });
    world.trace.line(atMs, 'control', `#${pull.number} ${by.account.login}: CHANGES_REQUESTED`);
    if (random.chance(0.3)) return;
    world.scheduler.after(random.between(0.1, 3) * MINUTE, () => {
      given.dismissedAtMs = world.scheduler.nowMs();
      world.trace.line(given.dismissedAtMs, 'control', `#${pull.number} ${by.account.login}: dismissed`);
    });
  });
}

function pullOf({ control }: World, path: string): SimPull | undefined {
  return control.pulls.findLast(({ files, landed }) => landed.length > 0 && files.some((file) => file.path === path));
}
