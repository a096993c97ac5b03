import type { ExchangeWriter, RemoveAnswer, Restriction, RestrictionList } from '../../../src/ports/exchange.ts';
import { entityKey, type Entity } from '../../../src/request/entity.ts';
import { assertNever } from '../../../src/support/assert-never.ts';
import { accountOf, lift, shownAt, type Row, type SimTenant } from '../world/tenant.ts';
import { SECOND, stamp } from '../world/time.ts';
import type { Machine, SentRemove, ToldList, World } from '../world/world.ts';
import { askOutside, maySuffer, pause, settle, travelMs } from './call.ts';

/** Reads a tenant's list of restricted entities; what comes is what the watchers hold the process to. */
export async function readList(world: World, machine: Machine, tenant: SimTenant): Promise<RestrictionList> {
  const { random, faults, scheduler } = world;
  const calledAtMs = scheduler.nowMs();
  const observedAt = stamp(calledAtMs + machine.skewMs);
  maySuffer(world, machine);
  const cut = random.chance(faults.incompleteList);
  const kept = random.int(0, 2);
  const question = { world, machine, what: `exchange.restrictions ${tenant.name}` };
  try {
    const told = await askOutside(
      question,
      (): Omit<ToldList, 'heardAtMs'> => {
        const nowMs = scheduler.nowMs();
        const rows = shownAt(tenant, nowMs).map(({ entity, createdAtMs, changedAtMs }) => {
          return { entity, createdAtMs, changedAtMs };
        });
        const list = { tenant: tenant.name, calledAtMs, sampledAtMs: nowMs, complete: !cut };
        return { ...list, rows: cut ? rows.slice(0, kept) : rows };
      },
      ({ complete, rows }) => `${complete ? 'complete' : 'incomplete'}: ${rows.map(tellRow).join(' ')}`,
    );
    machine.told.lists.push({ ...told, heardAtMs: scheduler.nowMs() });
    const restrictions = told.rows.map(restrictionOf);
    return told.complete
      ? { complete: true, observedAt, restrictions }
      : { complete: false, observedAt, restrictions, reason: 'a page did not come', remedy: 'retry' };
  } catch {
    return { complete: false, observedAt, restrictions: [], reason: 'Exchange did not answer', remedy: 'retry' };
  }
}

function tellRow({ entity, createdAtMs, changedAtMs }: Pick<Row, 'entity' | 'createdAtMs' | 'changedAtMs'>): string {
  return `${entityKey(entity)}@${Math.max(createdAtMs, changedAtMs ?? createdAtMs)}`;
}

function restrictionOf({ entity, createdAtMs, changedAtMs }: ToldList['rows'][number]): Restriction {
  return {
    entity,
    createdAt: stamp(createdAtMs),
    changedAt: changedAtMs === null ? undefined : stamp(changedAtMs),
    unreadableTime: false,
    temporary: false,
    reason: { kind: 'outboundSpam', raw: 'OutboundSpamLast24Hours=41' },
  };
}

/** What becomes of one remove, drawn when it is sent. */
type Fate =
  | 'taken'
  | 'idle'
  | 'lateEffect'
  | 'unclearAfter'
  | 'unclearBefore'
  | 'silent'
  | 'throttled'
  | 'refused'
  | 'unauthorized';

const UNCLEAR = ['lateEffect', 'unclearAfter', 'unclearBefore', 'silent'] as const;
const UNTAKEN = ['throttled', 'refused', 'unauthorized'] as const;

function drawFate({ random, faults }: World): Fate {
  if (random.chance(faults.unclearRemove)) return random.pick(UNCLEAR);
  if (random.chance(faults.untakenRemove)) return random.pick(UNTAKEN);
  return random.chance(faults.idleRemove) ? 'idle' : 'taken';
}

/**
 * The one thing a process changes. As the adapter does, it gets a token first, sends nothing once the window has
 * closed, repeats only what was throttled, and gives up at the lease's end; what was sent has its effect by then or never.
 */
export function simulatedWriter(world: World, machine: Machine, tenant: SimTenant): ExchangeWriter {
  const monotonicMs = (): number => world.scheduler.nowMs() - machine.startedAtMs;
  return {
    remove: async (entity, window) => {
      const what = `exchange.remove ${entityKey(entity)}`;
      try {
        await askOutside({ world, machine, what: `token for ${tenant.name}` }, () => 'token');
      } catch (error) {
        return { kind: 'notSent', message: String(error) };
      }
      for (;;) {
        if (monotonicMs() > window.sendBeforeMs) return { kind: 'notSent', message: 'the time for it had passed' };
        const answer = await sendOnce(world, machine, {
          tenant,
          entity,
          what,
          giveUpAtMs: machine.startedAtMs + window.giveUpAtMs,
        });
        if (answer !== 'throttled') return answer;
        const waitMs = world.random.between(1, 10) * SECOND;
        if (monotonicMs() + waitMs > window.sendBeforeMs) return { kind: 'notSent', message: 'Exchange is busy' };
        await pause({ world, machine, what: `${what}: waited` }, waitMs);
      }
    },
  };
}

interface Sending {
  readonly tenant: SimTenant;
  readonly entity: Entity;
  readonly what: string;
  readonly giveUpAtMs: number;
}

async function sendOnce(world: World, machine: Machine, sending: Sending): Promise<RemoveAnswer | 'throttled'> {
  const { scheduler, trace } = world;
  const { tenant, entity, what, giveUpAtMs } = sending;
  maySuffer(world, machine);
  const fate = drawFate(world);
  const sentAtMs = scheduler.nowMs();
  const remove: SentRemove = {
    machine,
    tenant,
    key: entityKey(entity),
    sentAtMs,
    answer: 'unknown',
    heard: false,
    overAtMs: giveUpAtMs,
  };
  trace.line(sentAtMs, machine.name, `    sends a remove of ${remove.key} (${fate})`);
  world.watchers.sent(remove);
  machine.told.sent.push(remove);
  const arrival = Math.min(sentAtMs + travelMs(world), giveUpAtMs);
  const late = world.random.between(arrival, giveUpAtMs);
  const heard = arrival + travelMs(world);
  return new Promise((resolve, reject) => {
    const hear = (answer: RemoveAnswer | 'throttled', atMs: number): void => {
      const inTime = atMs <= giveUpAtMs;
      const told: RemoveAnswer | 'throttled' = inTime ? answer : { kind: 'ambiguous', message: 'no answer in time' };
      scheduler.at(
        Math.min(atMs, giveUpAtMs),
        () => {
          remove.heard = told !== 'throttled' && told.kind !== 'ambiguous';
          settle({ world, machine, what }, { answer: told }, { resolve, reject }, (one) =>
            typeof one === 'string' ? one : one.kind,
          );
        },
        machine,
      );
    };
    scheduler.at(fate === 'lateEffect' ? late : arrival, () => {
      remove.answer = take(world, remove, entity, fate);
      if (fate !== 'lateEffect') hear(answerOf(fate, remove.answer), fate === 'silent' ? Infinity : heard);
    });
    if (fate === 'lateEffect') hear({ kind: 'ambiguous', message: '503' }, heard);
  });
}

/** What a remove does in the tenant, and what the tenant thinks of it. */
function take(world: World, remove: SentRemove, entity: Entity, fate: Fate): SentRemove['answer'] {
  if (fate === 'throttled' || fate === 'refused' || fate === 'unauthorized') return fate;
  if (fate === 'unclearBefore') return 'unknown';
  return fate === 'idle' ? 'accepted' : takeEffect(world, remove, entity, fate);
}

function takeEffect(world: World, remove: SentRemove, entity: Entity, fate: Fate): SentRemove['answer'] {
  const { random, faults, scheduler, trace } = world;
  const { tenant } = remove;
  const account = accountOf(tenant, entity);
  const before = account ? (tenant.unblocks.get(account) ?? 0) : 0;
  if (before >= tenant.unblockLimit) return 'refused';
  const nowMs = scheduler.nowMs();
  const rows = lift(tenant, entity, nowMs, random.between(0, faults.lingersMs));
  trace.line(nowMs, remove.machine.name, `    lifts ${rows.map(tellRow).join(' ') || 'nothing'}`);
  world.watchers.lifted(remove, rows);
  if (rows.length === 0 && tenant.removeOfAbsent === 'refused') return 'refused';
  if (account && rows.length > 0) tenant.unblocks.set(account, before + 1);
  if (rows.length > 0 && random.chance(faults.restrictedAgain)) world.restrictedAgain(tenant, entity);
  return fate === 'taken' ? 'accepted' : 'unknown';
}

function answerOf(fate: Fate, answer: SentRemove['answer']): RemoveAnswer | 'throttled' {
  const unclear = fate === 'lateEffect' || fate === 'unclearAfter' || fate === 'unclearBefore' || fate === 'silent';
  if (unclear) return { kind: 'ambiguous', message: '503' };
  switch (answer) {
    case 'throttled':
      return answer;
    case 'unknown':
      return { kind: 'ambiguous', message: '503' };
    case 'accepted':
      return { kind: answer };
    case 'refused':
    case 'unauthorized':
      return { kind: answer, message: answer };
    default:
      return assertNever(answer);
  }
}
