import type { Tip, TreeEntry } from '../ports/control-repository.ts';
import type { Repository } from '../ports/github.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import { requestPath } from '../request/request-path.ts';
import { ConfigurationError, errorMessage, InternalError } from '../support/errors.ts';
import { policyAt } from './policy-at.ts';
import { reconcileTenant } from './reconcile-tenant.ts';
import type { ReconcileOptions, ReconcilePorts, ReconcileResult, RequestResult, TenantFailure } from './types.ts';

/**
 * Brings every tenant of the policy to what the default branch asks for. Tenants never wait for each other, and one
 * that fails stops only itself. Throws ConfigurationError for a policy or repository that nothing can be done under.
 */
export async function reconcile(ports: ReconcilePorts, options: ReconcileOptions): Promise<ReconcileResult> {
  const tip = await ports.git.fetchTip();
  ports.progress.step(`default branch ${tip.branch} at ${tip.commit.slice(0, 7)}`);
  const { policy, blob } = await requirePolicy(tip, ports);
  const repository = await ports.github.repository();
  assertMayRecord(repository, policy);
  const tenants = chosenTenants(policy, options);
  const { byTenant, illegal } = sortEntries(await ports.git.requestTree(tip.commit), policy);
  const context = { policyBlob: blob, tip, repository, ports, options };
  const runs = await Promise.all(
    tenants.map((tenant) => guarded(tenant, byTenant.get(tenant.tenant) ?? new Map(), context)),
  );
  return {
    results: [...(options.tenant === undefined ? illegal : []), ...runs.flatMap(({ results }) => results)],
    drift: runs.flatMap(({ drift }) => drift),
    failures: runs.flatMap(({ failures }) => failures),
  };
}

async function requirePolicy(tip: Tip, { git }: ReconcilePorts): Promise<{ policy: Policy; blob: string }> {
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

function assertMayRecord(repository: Repository, { publicRecords }: Policy): void {
  if (repository.private || publicRecords) return;
  throw new ConfigurationError(
    'this repository is public, and records name people and what happened to their accounts',
    {
      hint: `make the repository private, or set publicRecords: true in ${POLICY_PATH}`,
    },
  );
}

function chosenTenants({ tenants }: Policy, { tenant }: ReconcileOptions): readonly TenantPolicy[] {
  if (tenant === undefined) return Object.values(tenants);
  const chosen = tenants[tenant];
  if (chosen) return [chosen];
  throw new ConfigurationError(`the policy names no tenant ${tenant}`, {
    hint: `it names ${Object.keys(tenants).join(', ')}`,
  });
}

/** Sorts the tree below `unblock-requests/` by tenant; what is named illegally is a result of its own. */
function sortEntries(tree: readonly TreeEntry[], { tenants }: Policy) {
  const byTenant = new Map<string, Map<string, TreeEntry>>();
  const illegal: RequestResult[] = [];
  for (const entry of tree) {
    const named = requestPath(entry.path);
    if (named.kind === 'readme') continue;
    if (named.kind === 'invalid') {
      illegal.push(invalid(entry.path, named.problem.message));
    } else if (tenants[named.tenant]) {
      const folder = byTenant.get(named.tenant) ?? new Map<string, TreeEntry>();
      byTenant.set(named.tenant, folder.set(named.name, entry));
    } else {
      illegal.push(invalid(`${named.tenant}/${named.name}`, `the policy names no tenant ${named.tenant}`));
    }
  }
  return { byTenant, illegal };
}

function invalid(id: string, reason: string): RequestResult {
  return { id, phase: 'Invalid', changed: false, reason, attention: 'refused' };
}

async function guarded(
  policy: TenantPolicy,
  entries: ReadonlyMap<string, TreeEntry>,
  context: { policyBlob: string; tip: Tip; repository: Repository; ports: ReconcilePorts; options: ReconcileOptions },
): Promise<ReconcileResult> {
  try {
    const tenant = context.ports.tenant(policy);
    return await reconcileTenant(entries, { ...context, policy, tenant });
  } catch (error) {
    if (error instanceof InternalError) throw error;
    return { results: [], drift: [], failures: [failureOf(policy.tenant, error)] };
  }
}

function failureOf(tenant: string, error: unknown): TenantFailure {
  const misconfigured = error instanceof ConfigurationError;
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return {
    tenant,
    message: errorMessage(error),
    ...(hint === undefined ? {} : { hint }),
    attention: misconfigured ? 'misconfigured' : 'unreachable',
  };
}
