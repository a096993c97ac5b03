import { entityKey, type Entity } from '../../../src/request/entity.ts';

/** One row of the Restricted entities list, from when it came to when it is shown no more. */
export interface Row {
  readonly entity: Entity;
  readonly createdAtMs: number;
  changedAtMs: number | null;
  removedAtMs: number;
  /** A list may show it this long although it is gone. */
  lingersUntilMs: number;
}

/** An account or connector of a tenant. */
export interface SimAccount {
  /** What a request may name; the first is what Microsoft restricts. Several addresses of one mailbox are one account. */
  readonly entities: readonly Entity[];
  /** When its password was changed and its second factor put right, oldest first. */
  readonly securedAtMs: number[];
}

/** One tenant as it really is. */
export interface SimTenant {
  readonly name: string;
  readonly accounts: SimAccount[];
  readonly rows: Row[];
  /** How often one account may be unblocked before Microsoft refuses. */
  readonly unblockLimit: number;
  /** What a remove of something that isn't restricted is answered. */
  readonly removeOfAbsent: 'accepted' | 'refused';
  /** Effective removes by account. */
  readonly unblocks: Map<SimAccount, number>;
}

/** The account that an entity belongs to. */
export function accountOf({ accounts }: SimTenant, entity: Entity): SimAccount | undefined {
  const key = entityKey(entity);
  return accounts.find(({ entities }) => entities.some((one) => entityKey(one) === key));
}

/** Every name of an account. */
export function keysOf({ entities }: SimAccount): readonly string[] {
  return entities.map(entityKey);
}

/** Restricts an entity. */
export function restrict({ rows }: SimTenant, entity: Entity, atMs: number): Row {
  const row: Row = { entity, createdAtMs: atMs, changedAtMs: null, removedAtMs: Infinity, lingersUntilMs: -Infinity };
  rows.push(row);
  return row;
}

/** Rows that restrict an entity at a moment. */
export function standing({ rows }: SimTenant, entity: Entity, atMs: number): readonly Row[] {
  const key = entityKey(entity);
  return rows.filter((row) => entityKey(row.entity) === key && row.createdAtMs <= atMs && row.removedAtMs > atMs);
}

/** Lifts what restricts an entity; lists may show it for a while yet. */
export function lift(tenant: SimTenant, entity: Entity, atMs: number, lingersMs: number): readonly Row[] {
  const lifted = standing(tenant, entity, atMs);
  for (const row of lifted) {
    row.removedAtMs = atMs;
    row.lingersUntilMs = atMs + lingersMs;
  }
  return lifted;
}

/** What a list shows at a moment: what is there, and what lingers where nothing newer took its place. */
export function shownAt({ rows }: SimTenant, atMs: number): readonly Row[] {
  const there = rows.filter((row) => row.createdAtMs <= atMs && row.removedAtMs > atMs);
  const keys = new Set(there.map(({ entity }) => entityKey(entity)));
  const lingering = rows.filter(
    (row) => row.removedAtMs <= atMs && row.lingersUntilMs > atMs && !keys.has(entityKey(row.entity)),
  );
  return [...there, ...lingering];
}

/** The restrictions of an account that were lifted by a moment, by whomever. */
export function rowsLiftedBy({ rows }: SimTenant, account: SimAccount, atMs: number): readonly Row[] {
  const keys = new Set(keysOf(account));
  return rows.filter(({ entity, removedAtMs }) => keys.has(entityKey(entity)) && removedAtMs <= atMs);
}

/** How many they are. */
export function liftedBy(tenant: SimTenant, account: SimAccount, atMs: number): number {
  return rowsLiftedBy(tenant, account, atMs).length;
}

/** The time that fences a row. */
export function fencedAt({ createdAtMs, changedAtMs }: Row, fence: 'changed' | 'created'): number {
  return fence === 'changed' && changedAtMs !== null ? Math.max(createdAtMs, changedAtMs) : createdAtMs;
}

/** When an account was last secured, as of a moment; undefined where it never was. */
export function lastSecured({ securedAtMs }: SimAccount, atMs: number): number | undefined {
  return securedAtMs.findLast((one) => one <= atMs);
}
