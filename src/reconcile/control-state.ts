import type { ControlRepository, Tip, TreeEntry } from '../ports/control-repository.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import { requestPath } from '../request/request-path.ts';
import { ConfigurationError, errorMessage, InternalError } from '../support/errors.ts';
import { policyAt } from './policy-at.ts';
import type { TenantFailure } from './types.ts';

/** The policy of the tip. Throws ConfigurationError, with the lines, where there is none that is valid. */
export async function requirePolicy(tip: Tip, git: ControlRepository): Promise<{ policy: Policy; blob: string }> {
  const { checked, blob } = await policyAt(git, tip.commit);
  if (checked.valid && blob !== null) return { policy: checked.value, blob };
  const problems = checked.valid ? [] : checked.problems;
  throw new ConfigurationError(
    problems
      .map(({ line, column, message, hint }) => `${POLICY_PATH}:${line}:${column}: ${message}; ${hint}`)
      .join('\n'),
    { hint: 'nothing was done: correct the policy on the default branch and run again' },
  );
}

/** The tenants to work on: all, or the one that is named. Throws ConfigurationError where the policy has no such tenant. */
export function chosenTenants({ tenants }: Policy, tenant: string | undefined): readonly TenantPolicy[] {
  if (tenant === undefined) return Object.values(tenants);
  const chosen = tenants[tenant];
  if (chosen) return [chosen];
  throw new ConfigurationError(`the policy names no tenant ${tenant}`, {
    hint: `it names ${Object.keys(tenants).join(', ')}`,
  });
}

/** The tree below `unblock-requests/` by tenant and name, and what is named illegally. */
export interface SortedEntries {
  readonly byTenant: ReadonlyMap<string, ReadonlyMap<string, TreeEntry>>;
  readonly illegal: readonly { readonly id: string; readonly reason: string }[];
}

/** Sorts the tree below `unblock-requests/` by tenant. */
export function sortEntries(tree: readonly TreeEntry[], { tenants }: Policy): SortedEntries {
  const byTenant = new Map<string, Map<string, TreeEntry>>();
  const illegal: { id: string; reason: string }[] = [];
  for (const entry of tree) {
    const named = requestPath(entry.path);
    if (named.kind === 'readme') continue;
    if (named.kind === 'invalid') {
      illegal.push({ id: entry.path, reason: named.problem.message });
    } else if (Object.hasOwn(tenants, named.tenant)) {
      const folder = byTenant.get(named.tenant) ?? new Map<string, TreeEntry>();
      byTenant.set(named.tenant, folder.set(named.name, entry));
    } else {
      illegal.push({ id: `${named.tenant}/${named.name}`, reason: `the policy names no tenant ${named.tenant}` });
    }
  }
  return { byTenant, illegal };
}

/** What stopped one tenant. Our own bugs are no tenant's failure and are thrown on. */
export function failureOf(tenant: string, error: unknown): TenantFailure {
  if (error instanceof InternalError) throw error;
  const misconfigured = error instanceof ConfigurationError;
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return {
    tenant,
    message: errorMessage(error),
    ...(hint === undefined ? {} : { hint }),
    attention: misconfigured ? 'misconfigured' : 'unreachable',
  };
}
