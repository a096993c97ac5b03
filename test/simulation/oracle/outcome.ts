import type { UnblockRecord } from '../../../src/generated/record.ts';
import { entityKey } from '../../../src/request/entity.ts';
import type { Ask } from '../world/asks.ts';
import { landingOf, tipOf } from '../world/control.ts';
import type { Rulebook } from '../world/policies.ts';
import { accountOf, fencedAt, keysOf, lastSecured, shownAt, type Row, type SimTenant } from '../world/tenant.ts';
import { SECOND } from '../world/time.ts';
import type { World } from '../world/world.ts';
import { approvalAt, rulebookOf } from './approval.ts';

/*
 * The order of judgement once more, for an unsettled request in a world where everything answers truly.
 */

/** Where a request has to come to, and why. */
export interface Expected {
  readonly phase: UnblockRecord['phase'] | 'Invalid';
  readonly because: string;
}

/** What is asked of the oracle: a file of the tip whose request is not settled. */
export interface Question {
  readonly world: World;
  readonly tenant: SimTenant;
  readonly path: string;
  /** When the last run began: what was up to happen then it has seen. */
  readonly lookedAtMs: number;
  /** Times up to which the branch calls lifted what restricted the named entity. */
  readonly liftedMs: readonly number[];
  /** How often the branch calls the account unblocked. */
  readonly unblocks: number;
  /** Whether the record says that it waits for the run's limit. */
  readonly waitsForLimit: boolean;
}

/** The order of judgement, all but the run's limit: `Unblocked` means that it is due. */
export function expectedOf(question: Question): Expected {
  const { world, tenant, path, waitsForLimit, lookedAtMs } = question;
  const { control, asks } = world;
  const nowMs = world.scheduler.nowMs();
  const tip = tipOf(control);
  const ask = asks.get(tip.tree.get(path) ?? '');
  const landing = landingOf(control, tip.id, path);
  const book = rulebookOf(world, tip);
  if (!ask || !landing || !book?.valid) return { phase: 'Pending', because: 'the story lost sight of it' };
  if (!ask.valid) return { phase: 'Invalid', because: 'its file is invalid' };
  if (lookedAtMs > landing.atMs + book.ttlMs && !waitsForLimit) return { phase: 'Expired', because: 'its time is up' };
  const moments = { reviewsMs: nowMs, rightsMs: nowMs };
  const approval = approvalAt(world, { tip: tip.id, path, fencedAtMs: null }, moments);
  if (approval !== 'stands') return byApproval(approval);
  const rows = rowsNamed(tenant, ask, nowMs);
  if (rows === 'none') return { phase: 'NotRestricted', because: 'no address of the account is listed' };
  if (rows === 'other') return { phase: 'Pending', because: 'another address is listed' };
  return byRestriction(question, ask, book, rows);
}

function byRestriction(
  { world, tenant, path, liftedMs, unblocks }: Question,
  ask: Ask,
  book: Rulebook,
  rows: readonly Row[],
): Expected {
  const nowMs = world.scheduler.nowMs();
  const tip = tipOf(world.control);
  const moments = { reviewsMs: nowMs, rightsMs: nowMs };
  const newest = newestOf(rows, book);
  const fencedAtMs = fencedAt(newest, book.fence);
  const fenced = approvalAt(world, { tip: tip.id, path, fencedAtMs }, moments);
  if (fenced === 'denied') return { phase: 'Denied', because: 'reviewed before the restriction' };
  if (isUntimely(ask, newest, fencedAtMs) || unblocks >= book.cap) return { phase: 'Denied', because: 'fence or cap' };
  if (fenced === 'waits') return byApproval(fenced);
  const namedMs = newestFence(rows, ask, book);
  if (liftedMs.some((atMs) => namedMs <= atMs)) return { phase: 'Pending', because: 'lifted already, and listed yet' };
  const account = accountOf(tenant, ask.entity);
  const secured = account && (lastSecured(account, nowMs) ?? -Infinity) > fencedAtMs;
  if ('mailbox' in ask.entity && !secured) return { phase: 'Pending', because: 'the account is not secured' };
  return { phase: 'Unblocked', because: 'everything holds' };
}

function byApproval(approval: 'denied' | 'waits'): Expected {
  return approval === 'denied'
    ? { phase: 'Denied', because: 'the approval does not stand' }
    : { phase: 'Pending', because: 'the approval waits for people' };
}

/** The account's rows where the named entity has one; else whether another of its addresses has. */
function rowsNamed(tenant: SimTenant, { entity }: Ask, nowMs: number): readonly Row[] | 'none' | 'other' {
  const account = accountOf(tenant, entity);
  const keys = account ? keysOf(account) : [entityKey(entity)];
  const rows = shownAt(tenant, nowMs).filter((row) => keys.includes(entityKey(row.entity)));
  if (rows.length === 0) return 'none';
  return rows.some((row) => entityKey(row.entity) === entityKey(entity)) ? rows : 'other';
}

function newestOf(rows: readonly Row[], { fence }: Rulebook): Row {
  const [first, ...rest] = rows;
  if (!first) throw new Error('no row');
  return rest.reduce((newest, row) => (fencedAt(row, fence) > fencedAt(newest, fence) ? row : newest), first);
}

/** The newest time of the named entity's own rows. */
function newestFence(rows: readonly Row[], { entity }: Ask, { fence }: Rulebook): number {
  const own = rows.filter((row) => entityKey(row.entity) === entityKey(entity));
  return Math.max(...own.map((row) => fencedAt(row, fence)));
}

function isUntimely({ attestedAtMs, restrictedSinceMs }: Ask, { createdAtMs }: Row, fencedAtMs: number): boolean {
  const second = (atMs: number): number => Math.floor(atMs / SECOND);
  return (
    attestedAtMs <= fencedAtMs || (restrictedSinceMs !== undefined && second(restrictedSinceMs) !== second(createdAtMs))
  );
}
