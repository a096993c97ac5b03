import type { Policy, TenantPolicy } from '../policy/policy.ts';
import type { Tip, TreeEntry } from '../ports/control-repository.ts';
import { requirePolicy, sortEntries } from '../reconcile/control-state.ts';
import type { LookingPorts } from '../reconcile/types.ts';
import { ConfigurationError } from '../support/errors.ts';

/** What every look at tenants begins with: the policy and the request files of the default branch. */
export interface Looking {
  readonly tip: Tip;
  readonly policy: Policy;
  /** Request files by tenant and name. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, TreeEntry>>;
  readonly ports: LookingPorts;
}

/** Reads the default branch. Throws ConfigurationError for a policy that is invalid. */
export async function beginLooking(ports: LookingPorts): Promise<Looking> {
  const tip = await ports.git.fetchTip();
  const { policy } = await requirePolicy(tip, ports.git);
  const { byTenant } = sortEntries(await ports.git.requestTree(tip.commit), policy);
  return { tip, policy, entries: byTenant, ports };
}

/** Every tenant of the policy, or the one that is named. Throws ConfigurationError where the policy has none such. */
export function chosenTenants({ tenants }: Policy, name: string | undefined): readonly TenantPolicy[] {
  if (name === undefined) return Object.values(tenants);
  const chosen = Object.hasOwn(tenants, name) ? tenants[name] : undefined;
  if (chosen) return [chosen];
  throw new ConfigurationError(`the policy names no tenant ${JSON.stringify(name)}`, {
    hint: `it names ${Object.keys(tenants).join(', ')}`,
  });
}

/** How many tenants are asked at once: each costs connections and a git process. */
export const CONCURRENT_TENANTS = 16;
