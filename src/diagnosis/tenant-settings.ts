import type { TenantPolicy } from '../policy/policy.ts';
import type { TreeEntry } from '../ports/control-repository.ts';
import { requestPath } from '../request/request-path.ts';
import { isLoopback } from '../support/loopback.ts';
import { about, type Finding } from './finding.ts';

/** What a tenant's block of the policy says that is worth knowing, though it is valid. */
export function judgeTenantSettings(policy: TenantPolicy, tree: readonly TreeEntry[]): readonly Finding[] {
  const { tenant, cloud } = policy;
  const untested = cloud === 'public' ? '' : ', which Reinstate was never tested against and acceptUntested accepts';
  const count = tree
    .map(({ path }) => requestPath(path))
    .filter((one) => one.kind === 'request' && one.tenant === tenant);
  return [
    about(tenant, 'configuration', 'cloud').ok(`it is in the cloud ${cloud}${untested}`),
    ...judgeEndpoints(policy),
    about(tenant, 'configuration', 'requests').ok(
      count.length === 0 ? 'no request names it yet' : `unblock-requests/${tenant}/ holds ${count.length} request(s)`,
    ),
  ];
}

function judgeEndpoints({ tenant, endpoints }: TenantPolicy): readonly Finding[] {
  if (!endpoints) return [];
  const say = about(tenant, 'configuration', 'endpoints');
  const { exchange, graph } = endpoints;
  const here = [exchange, graph].some((endpoint) => {
    const url = URL.parse(endpoint);
    return url !== null && isLoopback(url);
  });
  const what = here ? 'this machine stands in for Microsoft, which is right for a test only' : "Microsoft's own hosts";
  return [say.ok(`endpoints are ${exchange} and ${graph}: ${what}`)];
}
