import { stringify } from 'yaml';

import type { CloudName } from './entra/cloud-names.ts';
import type { Tenant } from './tenant/tenant.ts';

/** A policy file that sends a run to this sandbox; `overrides` take the place of whole top-level blocks. */
export function writePolicy(
  tenants: readonly Tenant[],
  { exchange, graph, cloud }: { readonly exchange: string; readonly graph: string; readonly cloud: CloudName },
  overrides: Readonly<Record<string, unknown>> = {},
): string {
  const blocks = tenants.map(({ name, tenantId, writer, reader, domains, credential }) => [
    name,
    {
      tenantId,
      clientId: writer.clientId,
      readerClientId: reader.clientId,
      domains,
      cloud,
      ...(cloud === 'public' ? {} : { acceptUntested: true }),
      credential,
      endpoints: { exchange, graph },
    },
  ]);
  return stringify({
    apiVersion: 'reinstate/v1',
    kind: 'Policy',
    tenants: Object.fromEntries(blocks),
    approvals: { required: 1, approvers: { permission: 'maintain' } },
    ...overrides,
  });
}
