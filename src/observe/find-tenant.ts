import pLimit from 'p-limit';
import type { TenantPolicy } from '../policy/policy.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import type { TenantFailure } from '../reconcile/types.ts';
import { domainOf } from '../request/address.ts';
import { sameEntity, type Entity } from '../request/entity.ts';
import { ConfigurationError } from '../support/errors.ts';
import { attempt, listFailures } from './attempt.ts';
import { CONCURRENT_TENANTS, chosenTenants, type Looking } from './looking.ts';

/** Where an entity is to be looked at. */
export type FoundTenant =
  /** The tenant, with its list where that had to be read to find it. */
  | { readonly policy: TenantPolicy; readonly list?: RestrictionList; readonly failures: readonly TenantFailure[] }
  /** A connector that no tenant's list holds. */
  | { readonly policy: null; readonly tenants: readonly string[]; readonly failures: readonly TenantFailure[] };

/**
 * The tenant that is named, or that an address belongs to by its domain, or whose list holds a connector. Throws
 * ConfigurationError where that is none or not one.
 */
export async function findTenant(entity: Entity, name: string | undefined, looking: Looking): Promise<FoundTenant> {
  const tenants = chosenTenants(looking.policy, name);
  const [only] = tenants;
  if (name !== undefined && only) return { policy: only, failures: [] };
  if ('mailbox' in entity) return { policy: byDomain(entity.mailbox, tenants), failures: [] };
  return tenants.length === 1 && only ? { policy: only, failures: [] } : byLists(entity, tenants, looking);
}

function byDomain(address: string, tenants: readonly TenantPolicy[]): TenantPolicy {
  const domain = domainOf(address);
  const owner = tenants.find(({ domains }) => domains.includes(domain));
  if (owner) return owner;
  throw new ConfigurationError(`the policy names no tenant with the domain ${JSON.stringify(domain)}`, {
    hint: `it has ${tenants.flatMap(({ domains }) => domains).join(', ')}; name the tenant with --tenant`,
  });
}

async function byLists(entity: Entity, tenants: readonly TenantPolicy[], { ports }: Looking): Promise<FoundTenant> {
  const limit = pLimit(CONCURRENT_TENANTS);
  const lists = await Promise.all(
    tenants.map(async (policy) =>
      limit(async () => ({
        policy,
        list: await attempt(policy.tenant, async () => ports.tenant(policy).exchange.restrictions()),
      })),
    ),
  );
  const failures = lists.flatMap(({ policy, list }) => listFailures(policy.tenant, list));
  const holding = lists.flatMap(({ policy, list }) =>
    'value' in list && list.value.restrictions.some((row) => sameEntity(row.entity, entity))
      ? [{ policy, list: list.value }]
      : [],
  );
  const [first, ...others] = holding;
  if (!first) return { policy: null, tenants: tenants.map(({ tenant }) => tenant), failures };
  if (others.length === 0) return { ...first, failures };
  throw new ConfigurationError('this connector is restricted in several tenants', {
    hint: `name one with --tenant: ${holding.map(({ policy }) => policy.tenant).join(', ')}`,
  });
}
