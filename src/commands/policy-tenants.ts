import { POLICY_PATH } from '../policy/parse-policy.ts';
import { renderReport } from '../report/problems.ts';
import { jsonText } from '../report/text-safety.ts';
import { REQUESTS_FOLDER } from '../request/request-path.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';
import { readPolicy } from './policy-file.ts';
import { findRoot, requestFolders } from './work-tree.ts';

/** Options of `reinstate policy tenants`. */
export interface PolicyTenantsCommand {
  readonly json: boolean;
}

/**
 * The tenants of the work tree's policy, offline, so that a workflow can run a job for each: 2 where the policy can't be
 * used, and then no tenant is named. Warns of what none of those jobs will look at.
 */
export async function policyTenantsCommand({ json }: PolicyTenantsCommand, console: Console): Promise<ExitCode> {
  const root = await findRoot(console.cwd);
  const policy = await readPolicy(root);
  if (policy.usable) {
    const tenants = Object.keys(policy.value.tenants);
    for (const name of (await requestFolders(root)).filter((one) => one !== 'README.md' && !tenants.includes(one))) {
      console.progress.warn(
        `${REQUESTS_FOLDER}/${name} belongs to no tenant of the policy, so nothing there is acted on: ` +
          `move it to the folder of a tenant, or add the tenant to ${POLICY_PATH}`,
      );
    }
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
