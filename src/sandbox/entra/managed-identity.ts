import { randomBytes } from 'node:crypto';

import type { SystemApp } from '../system-app.ts';
import { WireError } from '../wire-error.ts';
import { tokenFor, type EntraServer } from './entra-server.ts';

/** Where a machine asks for a token of its own identity, below the identity provider's origin. */
export const IDENTITY_PATH = '/msi/token';

/** A secret as App Service gives one to each machine. */
export function makeIdentityHeader(): string {
  return randomBytes(24).toString('hex');
}

/** App Service's identity endpoint: a secret header in place of an assertion, and no directory in the address. */
export function addManagedIdentity(app: SystemApp, server: EntraServer): void {
  app.get(IDENTITY_PATH, async (c) => {
    const { resource = '', client_id: clientId = '', 'api-version': version } = c.req.query();
    if (c.req.header('x-identity-header') !== server.identityHeader) throw identityError(401, 'Unauthorized');
    if (version !== '2019-08-01') throw identityError(400, 'The api-version is not supported.');
    const tenant = server.tenants.find(({ apps }) => apps.some((one) => one.clientId === clientId));
    const client = tenant?.apps.find((one) => one.clientId === clientId);
    if (!tenant || !client) {
      const message =
        'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.';
      throw identityError(400, message);
    }
    const { access_token, expires_in, token_type } = await tokenFor(server, { tenant, client, resource });
    const expires_on = String(Math.floor(Date.now() / 1000) + expires_in);
    return c.json({ access_token, client_id: clientId, expires_on, resource, token_type });
  });
}

function identityError(status: 400 | 401, message: string): WireError {
  return new WireError(status, { statusCode: status, message });
}
