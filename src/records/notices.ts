import type { Notice } from '../generated/drift.ts';
import { entityKey } from '../request/entity.ts';
import { isLater, plus, toEpochMs, type Timestamp } from '../support/timestamp.ts';
import { isTerminal } from './phase.ts';
import type { UnblockRecord } from './record.ts';
import type { Sightings } from './sightings.ts';

/** What settled or spoilt a request, as webhooks are told it. Undefined for a record that settles nothing. */
export function recordNotice(record: UnblockRecord, at: Timestamp): Notice | undefined {
  const { request, phase, conditions, approval } = record;
  const about = {
    tenant: request.tenant,
    entity: entityKey(request.entity),
    request: request.id,
    pullRequest: approval?.pullRequest ?? null,
    phase,
    at,
  };
  const again = conditions.find(({ type, status }) => type === 'RestrictedAgain' && status === 'True');
  if (again) {
    return { id: `restrictedAgain/${request.id}`, event: 'restrictedAgain', ...about, message: again.message };
  }
  if (!isTerminal(phase) || conditions.some(({ type }) => type === 'SendingRestored')) return undefined;
  const reason = conditions.findLast(({ status }) => status !== 'True') ?? conditions.at(-1);
  return { id: `outcome/${request.id}/${phase}`, event: 'outcome', ...about, message: reason?.message ?? phase };
}

/** What the list showed that nobody asked for, and the memory that it was told. */
export function sightingNotices(
  tenant: string,
  before: Sightings,
  after: Sightings,
  { now, unrequestedAfterMs }: { readonly now: Timestamp; readonly unrequestedAfterMs: number },
): { readonly notices: readonly Notice[]; readonly sightings: Sightings } {
  const known = new Set(before.cleared.map(keyOf));
  const cleared = after.cleared.filter((one) => !known.has(keyOf(one)));
  const overdue = after.seen.filter(
    ({ requested, told, createdAt }) =>
      !requested && !told && createdAt !== null && isLater(now, plus(createdAt, unrequestedAfterMs)),
  );
  const about = { tenant, request: null, pullRequest: null, phase: null, at: now };
  return {
    notices: [
      ...cleared.map((one): Notice => {
        const message = `its restriction of ${one.createdAt ?? 'an unknown time'} is gone without a remove of ours`;
        return {
          id: `clearedOutside/${tenant}/${keyOf(one)}`,
          event: 'clearedOutside',
          ...about,
          entity: one.entity,
          message,
        };
      }),
      ...overdue.map((one): Notice => {
        const message = `restricted since ${one.createdAt}, and no request asks to lift it`;
        return {
          id: `unrequested/${tenant}/${keyOf(one)}`,
          event: 'unrequested',
          ...about,
          entity: one.entity,
          message,
        };
      }),
    ],
    sightings: { ...after, seen: after.seen.map((one) => (overdue.includes(one) ? { ...one, told: true } : one)) },
  };
}

function keyOf({ entity, createdAt }: { readonly entity: string; readonly createdAt: Timestamp | null }): string {
  return `${entity}/${createdAt ?? 'unknown'}`;
}

/** Notices that no webhook takes are given up after so long, and beyond so many. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;
const MOST_KEPT = 200;

/** What is still to be delivered: what was left and what is new, each once, without what nobody needs any more. */
export function toDeliver(left: readonly Notice[], found: readonly Notice[], now: Timestamp): readonly Notice[] {
  const byId = new Map([...left, ...found].map((notice) => [notice.id, notice]));
  return [...byId.values()].filter(({ at }) => toEpochMs(now) - toEpochMs(at) < KEPT_MS).slice(-MOST_KEPT);
}
