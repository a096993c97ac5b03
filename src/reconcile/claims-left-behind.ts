import type { RecordReader } from '../ports/record-branch.ts';
import type { Policy } from '../policy/policy.ts';
import type { Drift } from '../records/drift.ts';
import { loadRecords } from '../records/store.ts';
import { entityKey } from '../request/entity.ts';

/**
 * Claims of tenants that have left the policy: nobody may ask such a tenant any more, so what became of the remove stays
 * unknown until somebody looks. Told by every run and written nowhere, as no run works on those records.
 */
export async function claimsLeftBehind({ tenants }: Policy, records: RecordReader): Promise<readonly Drift[]> {
  const left = (await records.tenants()).filter((tenant) => !Object.hasOwn(tenants, tenant));
  const claims = await Promise.all(left.map(async (tenant) => claimsOf(tenant, records)));
  return claims.flat();
}

async function claimsOf(tenant: string, records: RecordReader): Promise<readonly Drift[]> {
  const { open } = await loadRecords(records, tenant);
  return [...open.values()]
    .filter(({ record }) => record.phase === 'Applying')
    .map(({ record, committedAt }) => ({
      kind: 'ClaimUnresolved',
      tenant,
      entity: entityKey(record.request.entity),
      id: record.request.id,
      since: committedAt,
      message:
        'the tenant left the policy while a claim stood: look in the portal whether the entity is still restricted',
    }));
}
