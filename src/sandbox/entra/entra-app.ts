import { dateAnswers } from '../server-clock.ts';
import { createSystemApp, type SystemApp } from '../system-app.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { checkAssertion } from './check-assertion.ts';
import { checkSignedAssertion, isOfCertificate } from './client-certificate.ts';
import { tokenFor, type EntraServer } from './entra-server.ts';
import { addManagedIdentity } from './managed-identity.ts';
import { badTokenRequest, unknownApp, unknownTenant } from './token-errors.ts';

/** Entra's token endpoint for apps that show an assertion in place of a secret, and its metadata. */
export function createEntraApp(server: EntraServer): SystemApp {
  const app = createSystemApp('entra', server);
  const { origin, keys } = server;
  dateAnswers(app, server.clock);
  addManagedIdentity(app, server);

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
    const assertion = field('client_assertion');
    if (isOfCertificate(assertion)) {
      await checkSignedAssertion(assertion, client, `${origin}/${tenant.tenantId}/oauth2/v2.0/token`);
    } else {
      await checkAssertion(assertion, client, server.issuerKeys);
    }
    const resource = field('scope')
      .split(' ')
      .find((part) => part.endsWith('/.default'))
      ?.replace(/\/\.default$/, '');
    return c.json(await tokenFor(server, { tenant, client, resource: resource ?? field('scope') }));
  });
  return app;
}

function tenantOf({ tenants }: EntraServer, name: string): Tenant {
  const found = tenants.find(({ tenantId }) => tenantId === name.toLowerCase());
  if (!found) throw unknownTenant(name);
  return found;
}
