import type { ServerClock } from '../server-clock.ts';
import type { SystemSurroundings } from '../system-app.ts';
import type { TenantApp } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { issueAccessToken, type SigningKeys } from './access-token.ts';
import type { CloudNames } from './cloud-names.ts';
import { unknownResource } from './token-errors.ts';

/** What the identity provider needs to know. */
export interface EntraServer extends SystemSurroundings {
  readonly origin: string;
  readonly keys: SigningKeys;
  /** What GitHub's issuer signs with: assertions are checked against it. */
  readonly issuerKeys: SigningKeys;
  readonly tenants: readonly Tenant[];
  readonly names: CloudNames;
  /** What a machine shows its own identity endpoint. */
  readonly identityHeader: string;
  readonly clock: ServerClock;
}

/** Entra's answer with a token of an app for one resource. Throws for a resource that this cloud has not. */
export async function tokenFor(
  { keys, names }: EntraServer,
  { tenant, client, resource }: { readonly tenant: Tenant; readonly client: TenantApp; readonly resource: string },
): Promise<{ token_type: string; expires_in: number; ext_expires_in: number; access_token: string }> {
  if (resource !== names.exchange && resource !== names.graph) throw unknownResource(resource);
  const roles = resource === names.exchange ? client.exchangeRoles : client.graphRoles;
  const claims = { tid: tenant.tenantId, appid: client.clientId, roles };
  const lifetime = tenant.settings.tokenLifetimeSeconds;
  const access_token = await issueAccessToken(keys, { resource, claims, lifetime, objectId: client.objectId });
  return { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token };
}
