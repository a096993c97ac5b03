import type { Policy } from '../policy/policy.ts';
import { nextDrift, type Drift, type DriftRecord } from '../records/drift.ts';
import { NOTHING_SEEN } from '../records/sightings.ts';
import { loadRecords, writeRecords, type RecordsView, type StoredRecord } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { writingOf, type ReconcileOptions, type ReconcilePorts } from './types.ts';

type Recorder = Pick<ReconcilePorts, 'records' | 'clock' | 'jitter'>;
type Writing = Pick<ReconcileOptions, 'run' | 'version' | 'stop'>;

/**
 * Claims of tenants that have left the policy: nobody may ask such a tenant any more, so what became of the remove stays
 * unknown until somebody looks. Told, and remembered as the drift of those tenants, in whose records nothing else is written.
 */
export async function claimsLeftBehind(
  { tenants }: Pick<Policy, 'tenants'>,
  ports: Recorder,
  options: Writing,
): Promise<readonly Drift[]> {
  const known = await unlessStopped(options.stop, async () => ports.records.tenants());
  const left = known.filter((tenant) => !Object.hasOwn(tenants, tenant));
  const claims = await Promise.all(left.map(async (tenant) => rememberClaims(tenant, ports, options)));
  return claims.flat();
}

async function rememberClaims(tenant: string, ports: Recorder, options: Writing): Promise<readonly Drift[]> {
  const view = await unlessStopped(options.stop, async () => loadRecords(ports.records, tenant));
  const drift = (before: DriftRecord | undefined, now: RecordsView): DriftRecord | undefined => {
    const standing = claimsIn(now);
    const tenantId = before?.tenantId ?? standing[0]?.record.request.tenantId;
    if (tenantId === undefined) return before;
    const others = (before?.drift ?? []).filter(({ kind }) => kind !== 'ClaimUnresolved');
    const said = { tenant, tenantId, drift: [...others, ...standing.map((one) => unresolved(tenant, one))] };
    const kept = { sightings: before ?? NOTHING_SEEN, undelivered: before?.undelivered ?? [] };
    return nextDrift(before, { ...said, ...kept }, options.version);
  };
  const written = await writeRecords(ports.records, view, { updates: [], drift }, writingOf({ ports, options }));
  return claimsIn(written.view).map((one) => unresolved(tenant, one));
}

function claimsIn({ open }: RecordsView): readonly StoredRecord[] {
  return [...open.values()].filter(({ record }) => record.phase === 'Applying');
}

function unresolved(tenant: string, { record, committedAt }: StoredRecord): Drift {
  const message =
    'the tenant left the policy while a claim stood: look in the portal whether the entity is still restricted';
  const { id, entity } = record.request;
  return { kind: 'ClaimUnresolved', tenant, entity: entityKey(entity), id, since: committedAt, message };
}
