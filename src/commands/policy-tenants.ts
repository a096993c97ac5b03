import { renderReport } from '../report/problems.ts';
import { jsonText } from '../report/text-safety.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';
import { readPolicy } from './policy-file.ts';
import { findRoot } from './work-tree.ts';

/** Options of `reinstate policy tenants`. */
export interface PolicyTenantsCommand {
  readonly json: boolean;
}

/**
 * The tenants of the work tree's policy, offline, so that a workflow can run a job for each: 2 where the policy can't be
 * used, and then no tenant is named.
 */
export async function policyTenantsCommand({ json }: PolicyTenantsCommand, console: Console): Promise<ExitCode> {
  const policy = await readPolicy(await findRoot(console.cwd));
  if (policy.usable) {
    const tenants = Object.keys(policy.value.tenants);
    console.out(json ? jsonText({ tenants }) : `${tenants.join('\n')}\n`);
    return 0;
  }
  const { path, valid, problems } = policy.report;
  console.out(
    json
      ? jsonText({ tenants: [], files: [{ path, valid, problems }] })
      : renderReport({ policyUsable: false, files: [policy.report] }, 'pretty', console.colours),
  );
  return 2;
}
