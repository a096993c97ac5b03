import { startProcess } from '../process.ts';
import type { Random } from '../random.ts';
import { pathOf } from '../world/asks.ts';
import { pushDirectly, tipOf } from '../world/control.ts';
import { CAST } from '../world/people.ts';
import { SECOND } from '../world/time.ts';
import { tenantNamed, type World } from '../world/world.ts';
import { land, rememberAsk } from './landings.ts';
import { clear, change } from './outside.ts';
import { rulebookNow, setPolicy } from './set-policy.ts';

const TURNS = [
  'run',
  'run',
  'wake',
  'wake',
  'remove',
  'edit',
  'reword',
  'spoil',
  'spoil',
  'another',
  'another',
  'lease',
  'clear',
  'change',
] as const;

/** A claim was just pushed: the worst may happen right then, and twice. */
export function provoke(world: World, random: Random, tenant: string, name: string): void {
  const turns = [random.pick([...TURNS]), random.pick([...TURNS])];
  if (random.chance(0.7)) wakeAll(world, random);
  for (const turn of turns) {
    world.scheduler.after(random.between(0, 2) * SECOND, () => {
      take(turn, world, random, { tenant, name });
    });
  }
}

interface Claimed {
  readonly tenant: string;
  readonly name: string;
}

function take(turn: (typeof TURNS)[number], world: World, random: Random, claimed: Claimed): void {
  const { scheduler, machines } = world;
  switch (turn) {
    case 'run':
      if (machines.length < 20) startProcess(world, { run: `${1001 + machines.length}/1` });
      break;
    case 'wake':
      wakeAll(world, random);
      break;
    case 'lease': {
      const now = rulebookNow(world);
      if (now?.valid) setPolicy(world, { ...now, leaseMs: 30 * SECOND }, whole(scheduler.nowMs()));
      break;
    }
    case 'clear':
      clear(world, tenantNamed(world, claimed.tenant));
      break;
    case 'change':
      change(world, tenantNamed(world, claimed.tenant));
      break;
    case 'remove':
    case 'edit':
      pushNow(world, claimed, turn);
      break;
    case 'reword':
      reword(world, random, claimed);
      break;
    case 'spoil':
      askAgain(world, random, claimed);
      pushNow(world, claimed, turn);
      break;
    case 'another':
      askAgain(world, random, claimed);
      break;
  }
}

/** Who stood still goes on where he was, as if nothing had happened. */
function wakeAll({ machines, scheduler }: World, random: Random): void {
  const nowMs = scheduler.nowMs();
  for (const machine of machines) {
    if (machine.asleepUntilMs > nowMs) machine.asleepUntilMs = nowMs + random.between(0, SECOND);
  }
}

function whole(atMs: number): number {
  return Math.floor(atMs / SECOND) * SECOND;
}

/** The claimed request's file goes, is spoilt, or holds other bytes, by a push that nobody reviewed. */
function pushNow(world: World, { tenant, name }: Claimed, turn: 'remove' | 'edit' | 'spoil'): void {
  const { control, asks, scheduler } = world;
  const path = pathOf(tenant, name);
  const ask = asks.get(tipOf(control).tree.get(path) ?? '');
  if (!ask) return;
  const valid = ask.valid && turn !== 'spoil';
  const text = turn === 'remove' ? null : rememberAsk(world, { ...ask, valid, wording: 'edited under a claim' });
  const atMs = whole(scheduler.nowMs());
  pushDirectly(control, { [path]: text }, { atMs, by: CAST.author, message: 'In passing' });
  world.trace.line(scheduler.nowMs(), 'control', `${PUSHED[turn]} directly: ${name}`);
}

const PUSHED = { remove: 'removed', edit: 'edited', spoil: 'spoilt' } as const;

/** The claimed request's file holds other bytes, well approved. */
function reword(world: World, random: Random, { tenant, name }: Claimed): void {
  const { control, asks, scheduler } = world;
  const ask = asks.get(tipOf(control).tree.get(pathOf(tenant, name)) ?? '');
  if (!ask) return;
  const openedAtMs = scheduler.nowMs();
  const mergedAtMs = openedAtMs + random.between(2, 5) * SECOND;
  const files = { [name]: { ...ask, wording: 'said better under a claim' } };
  land(world, random, { tenant, files, openedAtMs, mergedAtMs, landing: 'approved' });
}

/** Another request for the same account lands well approved, and a run looks at it. */
function askAgain(world: World, random: Random, { tenant, name }: Claimed): void {
  const { control, asks, scheduler, machines } = world;
  const ask = asks.get(tipOf(control).tree.get(pathOf(tenant, name)) ?? '');
  if (!ask) return;
  const nowMs = scheduler.nowMs();
  const files = { [`other-${machines.length}`]: { ...ask, wording: 'asked by somebody else too' } };
  const mergedAtMs = nowMs + random.between(1, 3) * SECOND;
  land(world, random, { tenant, files, openedAtMs: nowMs, mergedAtMs, landing: 'approved' });
  if (machines.length >= 20) return;
  scheduler.at(mergedAtMs + random.between(0, 2) * SECOND, () => {
    startProcess(world, { run: `${1001 + machines.length}/1` });
  });
}
