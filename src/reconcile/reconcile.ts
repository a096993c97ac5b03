import type { Tip, TreeEntry } from '../ports/control-repository.ts';
import type { Repository } from '../ports/github.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import { problemText } from '../request/problem.ts';
import { ConfigurationError } from '../support/errors.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { claimsLeftBehind } from './claims-left-behind.ts';
import { chosenTenants, failureOf, requirePolicy, sortEntries, type IllegalFile } from './control-state.ts';
import type { OutcomeReport } from './outcome-report.ts';
import { reconcileTenant } from './reconcile-tenant.ts';
import type { ReconcileOptions, ReconcilePorts, ReconcileResult, RequestResult } from './types.ts';

/**
 * Brings every tenant of the policy to what the default branch asks for. Tenants never wait for each other, and one
 * that fails stops only itself. Throws ConfigurationError for a policy or repository that nothing can be done under.
 */
export async function reconcile(ports: ReconcilePorts, options: ReconcileOptions): Promise<ReconcileResult> {
  const { tenants, byTenant, illegal, context, policy } = await unlessStopped(options.stop, async () =>
    begin(ports, options),
  );
  const whole = options.tenant === undefined;
  // What is in the folder of no tenant is told where no tenant is named: else each tenant's run would tell it.
  const isTold = ({ tenant }: IllegalFile): boolean => whole || tenant === options.tenant;
  const runs = await everyOne([
    ...tenants.map(async (tenant) => guarded(tenant, byTenant.get(tenant.tenant) ?? new Map(), context)),
    ...(whole || isFirst(options.tenant, policy) ? [leftBehind(policy, context)] : []),
  ]);
  return {
    results: [...illegal.filter(isTold).map(invalid), ...runs.flatMap(({ results }) => results)],
    drift: runs.flatMap(({ drift }) => drift),
    failures: runs.flatMap(({ failures }) => failures),
    reports: distinct(runs.flatMap(({ reports }) => reports)),
    warnings: runs.flatMap(({ warnings }) => warnings),
  };
}

/** Where each tenant has a run of its own, one of them looks after those that have left. */
function isFirst(tenant: string, { tenants }: Policy): boolean {
  return tenant === Object.keys(tenants).toSorted()[0];
}

/** Reads what every tenant's run begins with. */
async function begin(ports: ReconcilePorts, options: ReconcileOptions) {
  const tip = await ports.git.fetchTip();
  ports.progress.step(`default branch ${tip.branch} at ${tip.commit.slice(0, 7)}`);
  const { policy, blob } = await requirePolicy(tip, ports.git);
  const [repository, tree] = await Promise.all([ports.github.repository(), ports.git.requestTree(tip.commit)]);
  assertMayRecord(repository, policy);
  const tenants = chosenTenants(policy, options.tenant);
  return {
    ...sortEntries(tree, policy),
    policy,
    tenants,
    context: { policyBlob: blob, tip, repository, ports, options },
  };
}

/** A pull request with requests of several tenants is reported by the run of each; the one that changed something counts. */
function distinct(reports: readonly OutcomeReport[]): readonly OutcomeReport[] {
  const byNumber = new Map<number, OutcomeReport>();
  for (const report of reports) {
    const other = byNumber.get(report.pullRequest);
    byNumber.set(report.pullRequest, { ...report, changed: report.changed || (other?.changed ?? false) });
  }
  return [...byNumber.values()];
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

/** What is named illegally is a result of its own. */
function invalid({ id, problems }: IllegalFile): RequestResult {
  const reason = problems.map(problemText).join('; ');
  return { id, phase: 'Invalid', changed: false, reason, attention: 'refused' };
}

/** Waits for all, also where one of them throws: that must not cut off another between its remove and its record. */
async function everyOne<T>(parts: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

interface Context {
  readonly policyBlob: string;
  readonly tip: Tip;
  readonly repository: Repository;
  readonly ports: ReconcilePorts;
  readonly options: ReconcileOptions;
}

const NOTHING: ReconcileResult = { results: [], drift: [], failures: [], reports: [], warnings: [] };

async function leftBehind(policy: Policy, { ports, options }: Context): Promise<ReconcileResult> {
  try {
    const drift = await claimsLeftBehind(policy, ports, options);
    return { ...NOTHING, drift };
  } catch (error) {
    return { ...NOTHING, failures: [failureOf('tenants that left the policy', error)] };
  }
}

async function guarded(
  policy: TenantPolicy,
  entries: ReadonlyMap<string, TreeEntry>,
  context: Context,
): Promise<ReconcileResult> {
  try {
    const tenant = context.ports.tenant(policy);
    return await reconcileTenant(entries, { ...context, policy, tenant });
  } catch (error) {
    return { ...NOTHING, failures: [failureOf(policy.tenant, error)] };
  }
}
