import pLimit from 'p-limit';
import { listedEntity, type ListedEntity } from '../overview/entity-list.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { LookingPorts, TenantFailure } from '../reconcile/types.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { attempt, listFailures, type Attempt } from './attempt.ts';
import { beginLooking, chosenTenants, CONCURRENT_TENANTS, type Looking } from './looking.ts';
import { requestsByEntity, unsettledRequests } from './open-requests.ts';

/** The Restricted entities of one or many tenants, and what could not be read of them. */
export interface EntityList {
  /** When reading began: what happened later is not in it. */
  readonly observedAt: Timestamp;
  /** Every tenant that was asked. */
  readonly tenants: readonly string[];
  /** In the order of the tenants and of their rows. */
  readonly entities: readonly ListedEntity[];
  /** Tenants of which something may be missing: that an entity is not listed proves nothing there. */
  readonly incomplete: readonly string[];
  readonly failures: readonly TenantFailure[];
}

/** Lists every tenant of the policy, or the one that is named. One that can't be asked hides no other. */
export async function listEntities(ports: LookingPorts, tenant: string | undefined): Promise<EntityList> {
  const observedAt = ports.clock.now();
  const looking = await beginLooking(ports);
  const tenants = chosenTenants(looking.policy, tenant);
  const limit = pLimit(CONCURRENT_TENANTS);
  const parts = await Promise.all(tenants.map((policy) => limit(async () => listTenant(policy, looking))));
  return {
    observedAt,
    tenants: tenants.map((policy) => policy.tenant),
    entities: parts.flatMap(({ entities }) => entities),
    incomplete: parts.flatMap(({ whole, tenant: name }) => (whole ? [] : [name])),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

interface Part {
  readonly tenant: string;
  readonly entities: readonly ListedEntity[];
  readonly whole: boolean;
  readonly failures: readonly TenantFailure[];
}

async function listTenant(policy: TenantPolicy, looking: Looking): Promise<Part> {
  const { tenant } = policy;
  looking.ports.progress.step(`reading the restricted entities of ${tenant}`);
  const [list, requests] = await Promise.all([
    attempt(tenant, async () => looking.ports.tenant(policy).exchange.restrictions()),
    attempt(tenant, async () => requestsByEntity(await unsettledRequests(policy, looking))),
  ]);
  const byEntity = 'failure' in requests ? null : requests.value;
  const rows = 'failure' in list ? [] : list.value.restrictions;
  return {
    tenant,
    entities: rows.map((row) => listedEntity(tenant, row, byEntity)),
    whole: !('failure' in list) && list.value.complete,
    failures: [...listFailures(tenant, list), ...requestFailures(requests)],
  };
}

function requestFailures(requests: Attempt<unknown>): readonly TenantFailure[] {
  if (!('failure' in requests)) return [];
  const { failure } = requests;
  return [{ ...failure, message: `which requests are unsettled is not known: ${failure.message}` }];
}
