import type { Restriction, RestrictionReason } from '../ports/exchange.ts';
import type { Phase } from '../records/phase.ts';
import { entityKey, entityName, entityType, type EntityType } from '../request/entity.ts';
import type { Timestamp } from '../support/timestamp.ts';

/** One row of the Restricted entities page, as a person looks at it. */
export interface ListedEntity {
  readonly tenant: string;
  readonly type: EntityType;
  /** The address, or the connector's GUID. */
  readonly entity: string;
  /** What the tenant calls a connector; null for a mailbox. */
  readonly name: string | null;
  /** Null where the row has none that can be read. */
  readonly createdAt: Timestamp | null;
  readonly changedAt: Timestamp | null;
  /** True where the row has a changed time that can't be read. */
  readonly unreadableTime: boolean;
  /** Whether the block lifts by itself; null where the row does not say. */
  readonly temporary: boolean | null;
  readonly reason: RestrictionReason;
  /** Null where it could not be found out which requests are unsettled. */
  readonly requests: readonly OpenRequest[] | null;
}

/** An unsettled request of the default branch. */
export interface OpenRequest {
  readonly id: string;
  /** Where its record stands; null where no run has judged it yet, or its record can't be read. */
  readonly phase: Phase | null;
}

/** A row of a tenant's list with the unsettled requests that name its entity. */
export function listedEntity(
  tenant: string,
  { entity, createdAt, changedAt, unreadableTime, temporary, reason, connector }: Restriction,
  requests: ReadonlyMap<string, readonly OpenRequest[]> | null,
): ListedEntity {
  return {
    tenant,
    type: entityType(entity),
    entity: entityName(entity),
    name: connector?.name ?? null,
    createdAt: createdAt ?? null,
    changedAt: changedAt ?? null,
    unreadableTime,
    temporary: temporary ?? null,
    reason,
    requests: requests === null ? null : (requests.get(entityKey(entity)) ?? []),
  };
}

/** What a list can be sorted by, in the order of its columns. */
export const COLUMNS = [
  'tenant',
  'entity',
  'type',
  'createdAt',
  'changedAt',
  'temporary',
  'reason',
  'requests',
] as const;

/** A column of the list. */
export type Column = (typeof COLUMNS)[number];

/** An order of rows. */
export interface SortOrder {
  readonly column: Column;
  readonly descending: boolean;
}

/** The newest restriction first. */
export const NEWEST_FIRST: SortOrder = { column: 'createdAt', descending: true };

/** Reads `COLUMN`, `COLUMN:asc` or `COLUMN:desc` in any case; undefined for anything else. */
export function sortOrder(text: string): SortOrder | undefined {
  const [name = '', direction = 'asc', ...more] = text.toLowerCase().split(':');
  const column = COLUMNS.find((one) => one.toLowerCase() === name);
  if (column === undefined || more.length > 0 || (direction !== 'asc' && direction !== 'desc')) return undefined;
  return { column, descending: direction === 'desc' };
}

/** Which rows to show, and in which order. */
export interface Selection {
  readonly type?: EntityType;
  /** Rows in which this text occurs in any case: in the entity, the tenant, the reason or a request's id. */
  readonly search?: string;
  readonly sort: SortOrder;
}

/** The rows that are asked for. Rows that compare as equal keep their order; unknown values come last either way. */
export function selectRows(rows: readonly ListedEntity[], { type, search, sort }: Selection): readonly ListedEntity[] {
  const wanted = search?.toLowerCase();
  return rows
    .filter((row) => type === undefined || row.type === type)
    .filter((row) => wanted === undefined || searchable(row).some((text) => text.toLowerCase().includes(wanted)))
    .map((row) => ({ row, value: VALUES[sort.column](row) }))
    .toSorted((a, b) => compare(a.value, b.value, sort.descending))
    .map(({ row }) => row);
}

function searchable({ entity, name, tenant, reason, requests }: ListedEntity): readonly string[] {
  return [entity, name ?? '', tenant, reason.kind, reason.raw, ...(requests ?? []).map(({ id }) => id)];
}

/** What each column is sorted by; null is a value nobody knows. */
const VALUES: Readonly<Record<Column, (row: ListedEntity) => string | null>> = {
  tenant: ({ tenant }) => tenant,
  entity: ({ entity }) => entity,
  type: ({ type }) => type,
  createdAt: ({ createdAt }) => createdAt,
  changedAt: ({ changedAt }) => changedAt,
  temporary: ({ temporary }) => (temporary === null ? null : temporary ? 'yes' : 'no'),
  reason: ({ reason }) => reason.kind,
  requests: ({ requests }) => requests?.[0]?.id ?? null,
};

function compare(a: string | null, b: string | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : Number(a > b);
  return descending ? -order : order;
}

/** How many entities these rows speak of: one that is listed more than once is one. */
export function entitiesIn(rows: readonly ListedEntity[]): number {
  return new Set(rows.map(({ tenant, type, entity }) => `${tenant} ${type} ${entity}`)).size;
}
