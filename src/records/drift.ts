import type { Drift, DriftRecord, Notice } from '../generated/drift.ts';
import type { Sightings } from './sightings.ts';

/** Generated from schemas/drift.schema.json. */
export type { Drift, DriftRecord, Notice };

/** What a run found of a tenant's drift. */
export interface DriftFindings {
  readonly tenant: string;
  readonly tenantId: string;
  readonly drift: readonly Drift[];
  readonly sightings: Sightings;
  readonly undelivered: readonly Notice[];
}

/**
 * The drift record that follows from what a run found. Returns `previous` itself where nothing in it changed, undefined
 * where there is nothing to remember yet.
 */
export function nextDrift(
  previous: DriftRecord | undefined,
  { tenant, tenantId, drift, sightings, undelivered }: DriftFindings,
  version: string,
): DriftRecord | undefined {
  const said = {
    tenant,
    tenantId,
    drift: inOrder(drift),
    seen: [...sightings.seen],
    cleared: [...sightings.cleared],
    undelivered: [...undelivered],
  };
  if (previous && same(essence(previous), said)) return previous;
  const nothing = [drift, said.seen, said.cleared, undelivered].every(({ length }) => length === 0);
  if (!previous && nothing) return undefined;
  return { apiVersion: 'reinstate/v1', kind: 'DriftRecord', ...said, tool: { version } };
}

/** Drift in the order in which it is told: by kind, then by what it is about. */
function inOrder(drift: readonly Drift[]): Drift[] {
  return drift.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b), 'en'));
}

function orderOf({ kind, entity, id, since }: Drift): string {
  return [kind, entity ?? '', id ?? '', since ?? ''].join('\n');
}

function essence({ tenant, tenantId, drift, seen, cleared, undelivered }: DriftRecord): object {
  return { tenant, tenantId, drift, seen, cleared, undelivered };
}

/** Key order does not matter: a record that was read has its keys sorted. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
