import type { ControlRepository, Tip, TreeEntry } from '../ports/control-repository.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import { unknownTenant } from '../request/check-against-policy.ts';
import type { Problem } from '../request/problem.ts';
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
  readonly illegal: readonly IllegalFile[];
}

/** A file that is named illegally: it stands for no request, under whatever tenant. */
export interface IllegalFile {
  readonly id: string;
  /** The tenant of the policy in whose folder it is; undefined where there is none. */
  readonly tenant: string | undefined;
  readonly problems: readonly Problem[];
}

/** Sorts the tree below `unblock-requests/` by tenant. */
export function sortEntries(tree: readonly TreeEntry[], { tenants }: Policy): SortedEntries {
  const byTenant = new Map<string, Map<string, TreeEntry>>();
  const illegal: IllegalFile[] = [];
  for (const entry of tree) {
    const named = requestPath(entry.path);
    if (named.kind === 'readme') continue;
    if (named.kind === 'invalid') {
      illegal.push({ id: entry.path, tenant: ownerOf(entry.path, tenants), problems: [named.problem] });
    } else if (Object.hasOwn(tenants, named.tenant)) {
      const folder = byTenant.get(named.tenant) ?? new Map<string, TreeEntry>();
      byTenant.set(named.tenant, folder.set(named.name, entry));
    } else {
      const problems = [unknownTenant(named.tenant, Object.keys(tenants))];
      illegal.push({ id: `${named.tenant}/${named.name}`, tenant: undefined, problems });
    }
  }
  return { byTenant, illegal };
}

/** The tenant whose folder, or one further down, holds the file. */
function ownerOf(path: string, tenants: Policy['tenants']): string | undefined {
  const [, folder, ...inside] = path.split('/');
  return folder !== undefined && inside.length > 0 && Object.hasOwn(tenants, folder) ? folder : undefined;
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
