import { drawFaults, NO_FAULTS } from '../faults.ts';
import { startProcess } from '../process.ts';
import type { Random } from '../random.ts';
import type { Ask } from '../world/asks.ts';
import { createControl } from '../world/control.ts';
import type { Rulebook } from '../world/policies.ts';
import { restrict, type SimAccount, type SimTenant } from '../world/tenant.ts';
import { HOUR, MINUTE, SECOND } from '../world/time.ts';
import type { Machine, Watchers, World } from '../world/world.ts';
import { createScheduler, type Owner } from '../scheduler.ts';
import type { Trace } from '../trace.ts';
import { afterwards } from './afterwards.ts';
import { castTenant } from './cast-tenant.ts';
import { drawLanding, land } from './landings.ts';
import { outsideEvents } from './outside.ts';
import { provoke } from './provocations.ts';
import { secondIncident } from './second-incident.ts';
import { setPolicy } from './set-policy.ts';

/** A story before its first event: the world, and how long trouble lasts. */
export interface Story {
  readonly world: World;
  readonly troubleEndsMs: number;
  /** How long nobody starts a run after it. */
  readonly idleMs: number;
}

/** Where time begins: what requests rest on happened before the first run. */
const BEGINS_MS = -2 * HOUR;

/** Makes the story of a seed. Everything in it is drawn here or in the world's own chance, and nothing elsewhere. */
export function tellStory(random: Random, trace: Trace, watchers: Watchers): Story {
  const names = random.chance(0.25) ? ['contoso', 'fabrikam'] : ['contoso'];
  const tenants = names.map((name) => castTenant(name, random));
  const world: World = {
    random: random.fork(),
    scheduler: createScheduler(BEGINS_MS, (owner) => {
      died(world, owner);
    }),
    trace,
    faults: drawFaults(random),
    control: createControl(),
    asks: new Map(),
    rulebooks: new Map(),
    tenants: new Map(tenants.map((tenant) => [tenant.name, tenant])),
    branches: new Map(names.map((tenant) => [tenant, { tenant, commits: [] }])),
    machines: [],
    watchers,
    kill: (machine) => {
      if (machine.dead) return;
      machine.dead = true;
      died(world, machine);
    },
    claimed: (tenant, name) => {
      if (world.random.chance(world.faults.provoked)) provoke(world, world.random, tenant, name);
    },
    restrictedAgain: (tenant, entity) => {
      secondIncident(world, tenant, entity);
    },
  };
  const troubleEndsMs = random.between(4, 14) * MINUTE;
  firstPolicy(world, random, names);
  for (const tenant of tenants) {
    for (const account of tenant.accounts) incident(random, tenant, account);
    askForUnblocks(world, random, tenant, troubleEndsMs);
  }
  outsideEvents(world, random, troubleEndsMs);
  startRuns(world, random, troubleEndsMs, names);
  return { world, troubleEndsMs, idleMs: random.chance(0.15) ? random.between(1, 5) * HOUR : 0 };
}

function firstPolicy(world: World, random: Random, tenants: readonly string[]): void {
  const rulebook: Rulebook = {
    tenants,
    required: random.chance(0.1) ? 2 : 1,
    approvers: ['octocat', 'octokeeper', 'monalisa'],
    unblocksPerRun: random.chance(0.2) ? 1 : 20,
    cap: random.int(1, 3),
    capWithinMs: 6 * HOUR,
    leaseMs: random.pick([30, 60, 60, 90]) * SECOND,
    ttlMs: random.pick([1, 3]) * HOUR,
    fence: random.chance(0.8) ? 'changed' : 'created',
    valid: true,
  };
  setPolicy(world, rulebook, BEGINS_MS);
}

/** What got an account restricted and how it was put right; now and then nothing did, or nobody has. */
function incident(random: Random, tenant: SimTenant, account: SimAccount): void {
  const restrictedAtMs = random.between(-80, -50) * MINUTE;
  if (random.chance(0.88)) {
    const [first, second] = account.entities;
    const entity = second && random.chance(0.25) ? second : first;
    if (entity) restrict(tenant, entity, Math.floor(restrictedAtMs));
    if (entity && random.chance(0.15)) restrict(tenant, entity, Math.floor(restrictedAtMs - 5 * MINUTE));
    if (second && random.chance(0.25)) restrict(tenant, second, Math.floor(restrictedAtMs + MINUTE));
  }
  if (random.chance(0.92)) account.securedAtMs.push(Math.floor(restrictedAtMs + 5 * MINUTE));
  else if (random.chance(0.7)) account.securedAtMs.push(Math.floor(random.between(0, 10) * MINUTE));
}

function askForUnblocks(world: World, random: Random, tenant: SimTenant, untilMs: number): void {
  const [account, ...others] = tenant.accounts;
  if (!account) return;
  const count = random.pick([1, 2, 2, 3, 3, 4]);
  for (let index = 1; index <= count; index += 1) {
    const about = random.pick([account, ...others]);
    const [first, ...aliases] = about.entities;
    if (!first) continue;
    const restrictedAtMs = tenant.rows.find((row) => about.entities.includes(row.entity))?.createdAtMs;
    const attestedAtMs = Math.floor(random.chance(0.92) ? random.between(-44, -35) : random.between(-90, -75)) * MINUTE;
    const named = random.chance(0.1) ? attestedAtMs : restrictedAtMs;
    const ask = {
      entity: random.chance(0.6) ? first : random.pick([first, ...aliases]),
      attestedAtMs,
      ...(named !== undefined && random.chance(0.3) ? { restrictedSinceMs: named } : {}),
      valid: random.chance(0.95),
      wording: `story ${index}`,
    };
    const openedAtMs = random.between(-34, -20) * MINUTE;
    const mergedAtMs = random.chance(0.6) ? random.between(-19, 0) * MINUTE : random.between(0, untilMs * 0.7);
    const name = `request-${index}`;
    const twin = random.chance(0.5) ? twinOf(tenant, about, ask) : undefined;
    const files = { [name]: ask, ...(twin ? { [`${name}-twin`]: twin } : {}) };
    land(world, random, { tenant: tenant.name, files, openedAtMs, mergedAtMs, landing: drawLanding(random) });
    if (random.chance(0.35)) afterwards(world, random, { tenant: tenant.name, name, ask, mergedAtMs, untilMs });
  }
}

/** The same pull request asks for the account's other address too, where that one is restricted as well. */
function twinOf({ rows }: SimTenant, { entities }: SimAccount, ask: Ask): Ask | undefined {
  const other = entities.find((entity) => entity !== ask.entity && rows.some((row) => row.entity === entity));
  return other && { ...ask, entity: other };
}

function startRuns(world: World, random: Random, untilMs: number, tenants: readonly string[]): void {
  const { scheduler } = world;
  const count = random.int(3, 8);
  let atMs = 0;
  for (let index = 0; index < count; index += 1) {
    atMs = random.chance(0.6) ? atMs + random.between(0, random.pick([2, 20])) * SECOND : random.between(0, untilMs);
    const tenant = random.chance(0.1) ? { tenant: random.pick(['contoso', ...tenants]) } : {};
    const maxUnblocks = random.chance(0.05) ? { maxUnblocks: random.int(1, 3) } : {};
    scheduler.at(atMs, () => {
      startProcess(world, { run: nextRun(world, random), ...tenant, ...maxUnblocks });
    });
  }
}

/** Mostly a run of its own; now and then one outside GitHub, or a second process of a run that is there already. */
function nextRun({ machines }: World, random: Random): string {
  const last = machines.at(-1);
  if (last && random.chance(0.08)) return last.run;
  return random.chance(0.1) ? `local-${machines.length}/1` : `${1001 + machines.length}/1`;
}

/** A process died: GitHub notices at some time, and often somebody starts it again. */
function died(world: World, owner: Owner): void {
  const { machines, scheduler, random, trace } = world;
  const machine = machines.find((one) => one === owner);
  if (!machine) return;
  const nowMs = scheduler.nowMs();
  trace.line(nowMs, machine.name, 'dies');
  machine.endedAtMs = nowMs + (random.chance(0.6) ? random.between(0, 20 * SECOND) : random.between(0, HOUR));
  if (random.chance(0.7) && machines.length < 16) {
    scheduler.after(random.between(1, 120) * SECOND, () => {
      startProcess(world, { run: nextAttempt(machine) });
    });
  }
}

function nextAttempt({ run }: Machine): string {
  const [id = '', attempt = '1'] = run.split('/');
  return `${id}/${Number(attempt) + 1}`;
}

/** Ends all trouble: nobody dies any more, everything answers, and GitHub knows who has ended. */
export function endTrouble(world: World): void {
  world.faults = NO_FAULTS;
  const nowMs = world.scheduler.nowMs();
  world.trace.line(nowMs, 'world', 'the trouble is over');
  for (const machine of world.machines) {
    machine.eventsLeft = Infinity;
    machine.skewMs = 0;
    if (machine.dead) machine.endedAtMs = Math.min(machine.endedAtMs, nowMs);
  }
}
