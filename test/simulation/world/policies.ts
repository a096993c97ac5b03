import { MINUTE, SECOND } from './time.ts';

/** The policy as the story knows it; one for all tenants. */
export interface Rulebook {
  readonly tenants: readonly string[];
  readonly required: number;
  /** Logins. */
  readonly approvers: readonly string[];
  readonly unblocksPerRun: number;
  readonly cap: number;
  readonly capWithinMs: number;
  readonly leaseMs: number;
  readonly ttlMs: number;
  readonly fence: 'changed' | 'created';
  /** Whether the file holds to its schema. */
  readonly valid: boolean;
}

/** Where the policy is. */
export const POLICY = '.github/reinstate.yml';

/** The id of a tenant, by its name. */
function tenantIdOf(tenant: string): string {
  return `11111111-1111-4111-8111-${tenant.length.toString().padStart(12, '0')}`;
}

/** The domain of a tenant. */
export function domainOf(tenant: string): string {
  return `${tenant}.com`;
}

/** The file of a rulebook. */
export function policyYaml(rulebook: Rulebook): string {
  const { required, approvers, unblocksPerRun, cap, capWithinMs, leaseMs, ttlMs, fence, valid } = rulebook;
  return [
    'apiVersion: reinstate/v1',
    `kind: ${valid ? 'Policy' : 'Politics'}`,
    'tenants:',
    ...rulebook.tenants.flatMap((tenant) => [
      `  ${tenant}:`,
      `    tenantId: ${tenantIdOf(tenant)}`,
      `    clientId: 22222222-2222-4222-8222-222222222222`,
      `    domains: [${domainOf(tenant)}]`,
    ]),
    'approvals:',
    `  required: ${required}`,
    `  approvers: { users: [${approvers.join(', ')}] }`,
    `fence: ${fence}`,
    `request: { ttl: ${ttlMs / MINUTE}m }`,
    'limits:',
    `  unblocksPerRun: ${unblocksPerRun}`,
    `  unblocksPerEntity: { count: ${cap}, within: ${capWithinMs / MINUTE}m }`,
    `  claimLease: ${leaseMs / SECOND}s`,
    '',
  ].join('\n');
}
