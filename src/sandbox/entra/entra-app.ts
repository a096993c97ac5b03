import { createSystemApp, type SystemApp, type SystemSurroundings } from '../system-app.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { issueAccessToken, TOKEN_LIFETIME_SECONDS, type SigningKeys } from './access-token.ts';
import { checkAssertion } from './check-assertion.ts';
import { badTokenRequest, unknownApp, unknownResource, unknownTenant } from './token-errors.ts';

/** What the identity provider needs to know. */
export interface EntraServer extends SystemSurroundings {
  readonly origin: string;
  readonly keys: SigningKeys;
  /** What GitHub's issuer signs with: assertions are checked against it. */
  readonly issuerKeys: SigningKeys;
  readonly tenants: readonly Tenant[];
}

/** The audiences tokens are issued for: Microsoft's own names, whatever port imitates the service. */
export const RESOURCES = {
  exchange: 'https://outlook.office365.com',
  graph: 'https://graph.microsoft.com',
} as const;

/** Entra's token endpoint for apps that show an assertion in place of a secret, and its metadata. */
export function createEntraApp(server: EntraServer): SystemApp {
  const app = createSystemApp('entra', server);
  const { origin, keys } = server;

  app.get('/:tenant/v2.0/.well-known/openid-configuration', (c) => {
    const { tenantId } = tenantOf(server, c.req.param('tenant'));
    const endpoints = `${origin}/${tenantId}/oauth2/v2.0`;
    return c.json({
      issuer: `${origin}/${tenantId}/v2.0`,
      authorization_endpoint: `${endpoints}/authorize`,
      token_endpoint: `${endpoints}/token`,
      device_authorization_endpoint: `${endpoints}/devicecode`,
      end_session_endpoint: `${endpoints}/logout`,
      jwks_uri: `${origin}/${tenantId}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      tenant_region_scope: 'EU',
    });
  });

  app.get('/:tenant/discovery/v2.0/keys', (c) => c.json({ keys: [keys.published] }));

  app.post('/:tenant/oauth2/v2.0/token', async (c) => {
    const tenant = tenantOf(server, c.req.param('tenant'));
    const form = new URLSearchParams(await c.req.text());
    const field = (name: string) => {
      const value = form.get(name);
      if (value === null || value === '') throw badTokenRequest(name);
      return value;
    };
    if (field('grant_type') !== 'client_credentials') throw badTokenRequest('grant_type');
    const clientId = field('client_id');
    const client = tenant.apps.find((candidate) => candidate.clientId === clientId);
    if (!client) throw unknownApp(clientId, tenant.tenantId);
    await checkAssertion(field('client_assertion'), client, server.issuerKeys);
    const { resource, roles } = granted(field('scope'), client);
    const claims = { tid: tenant.tenantId, appid: clientId, roles };
    return c.json({
      token_type: 'Bearer',
      expires_in: TOKEN_LIFETIME_SECONDS,
      ext_expires_in: TOKEN_LIFETIME_SECONDS,
      access_token: await issueAccessToken(keys, { resource, claims }),
    });
  });
  return app;
}

function tenantOf({ tenants }: EntraServer, name: string): Tenant {
  const found = tenants.find(({ tenantId }) => tenantId === name.toLowerCase());
  if (!found) throw unknownTenant(name);
  return found;
}

function granted(scope: string, client: Tenant['writer']): { resource: string; roles: readonly string[] } {
  const wanted = scope.split(' ').find((part) => part.endsWith('/.default')) ?? scope;
  const resource = wanted.replace(/\/\.default$/, '');
  if (resource === RESOURCES.exchange) return { resource, roles: client.exchangeRoles };
  if (resource === RESOURCES.graph) return { resource, roles: client.graphRoles };
  throw unknownResource(scope);
}
