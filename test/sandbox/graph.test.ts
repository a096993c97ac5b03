import { afterAll, beforeAll, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { accessToken } from './callers.ts';

const SCOPE = 'https://graph.microsoft.com/.default';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  sandbox.tenant.addUser({
    address: "o'hara@contoso.com",
    aliases: ['oh@contoso.com'],
    passwordChangedAt: '2026-11-23T08:00:00Z',
    methods: [{ type: 'microsoftAuthenticator', createdDateTime: '2026-11-23T08:30:00Z' }],
    risk: { state: 'atRisk', level: 'high' },
  });
  sandbox.tenant.addUser({ address: 'bob@contoso.com' });
});
afterAll(() => sandbox.close());

async function get(path: string, token?: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const bearer = token ?? (await accessToken(sandbox, { scope: SCOPE }));
  const response = await fetch(sandbox.origins.graph + path, { headers: { authorization: `Bearer ${bearer}` } });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function find(filter: string) {
  return get(`/v1.0/users?$filter=${encodeURIComponent(filter)}&$select=mail,lastPasswordChangeDateTime`);
}

it.each([
  ["mail eq 'O''Hara@contoso.com'"],
  ["proxyAddresses/any(p:p eq 'smtp:oh@contoso.com')"],
  ["mail eq 'oh@contoso.com' or proxyAddresses/any(x:x eq 'smtp:oh@contoso.com')"],
  ["userPrincipalName eq 'o''hara@contoso.com'"],
])('finds a user by %s and answers only what was selected', async (filter) => {
  const { body } = await find(filter);
  expect(body['value']).toEqual([{ mail: "o'hara@contoso.com", lastPasswordChangeDateTime: '2026-11-23T08:00:00Z' }]);
});

it.each([["mail eq 'nobody@contoso.com'"], ["mail eq 'x'' or mail eq ''bob@contoso.com'"]])(
  'finds nobody by %s',
  async (filter) => {
    const { status, body } = await find(filter);
    expect({ status, value: body['value'] }).toEqual({ status: 200, value: [] });
  },
);

it.each([["mail eq 'o'hara@contoso.com'"], ["startswith(mail,'bob')"]])('refuses the filter %s', async (filter) => {
  const { status, body } = await find(filter);
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { code: 'Request_UnsupportedQuery' } });
});

it('leaves the password time out where it was not selected', async () => {
  const { body } = await get('/v1.0/users/bob@contoso.com');
  expect(Object.keys(body).toSorted()).toEqual(['@odata.context', 'displayName', 'id', 'mail', 'userPrincipalName']);
});

it('lists methods with the password among them, the registration report, and risk', async () => {
  const { id } = sandbox.tenant.user('oh@contoso.com');
  const methods = await get(`/v1.0/users/${id}/authentication/methods`);
  expect(methods.body['value']).toMatchObject([
    { '@odata.type': '#microsoft.graph.passwordAuthenticationMethod' },
    {
      '@odata.type': '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
      createdDateTime: '2026-11-23T08:30:00Z',
    },
  ]);
  const report = await get(`/v1.0/reports/authenticationMethods/userRegistrationDetails/${id}`);
  expect(report.body).toMatchObject({ isMfaRegistered: true, isMfaCapable: true });
  const risk = await get(`/v1.0/identityProtection/riskyUsers/${id}`);
  expect(risk.body).toMatchObject({ riskState: 'atRisk', riskLevel: 'high' });
  const calm = await get(`/v1.0/identityProtection/riskyUsers/${sandbox.tenant.user('bob@contoso.com').id}`);
  expect(calm.status).toBe(404);
});

it('asks for the permission of each route', async () => {
  sandbox.tenant.reader.graphRoles = ['User.Read.All'];
  const token = await accessToken(sandbox, { scope: SCOPE, clientId: sandbox.tenant.reader.clientId });
  expect((await get('/v1.0/users/bob@contoso.com', token)).status).toBe(200);
  const denied = await get('/v1.0/users/bob@contoso.com/authentication/methods', token);
  expect(denied).toMatchObject({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
});

it('takes no token of another resource', async () => {
  const { status, body } = await get('/v1.0/users', await accessToken(sandbox));
  expect({ status, body }).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
});

it('pages with a link to the rest', async () => {
  const first = await get('/v1.0/users?$top=1&$select=mail');
  const next = String(first.body['@odata.nextLink']).slice(sandbox.origins.graph.length);
  const second = await get(next);
  expect(second.body['value']).toEqual([{ mail: 'bob@contoso.com' }]);
  expect(second.body['@odata.nextLink']).toBeUndefined();
});

it('tells who signs the users of a domain in', async () => {
  const federated = await startSandbox({ tenants: [{ name: 'contoso', domains: ['contoso.com', 'fabrikam.com'] }] });
  federated.trust();
  federated.tenant.federatedDomains.push('fabrikam.com');
  const token = await accessToken(federated, { scope: SCOPE });
  const typeOf = async (domain: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const body: Record<string, unknown> = JSON.parse(
      await (await fetch(`${federated.origins.graph}/v1.0/domains/${domain}`, { headers })).text(),
    );
    return body['authenticationType'];
  };
  expect([await typeOf('contoso.com'), await typeOf('fabrikam.com'), await typeOf('else.com')]).toEqual([
    'Managed',
    'Federated',
    undefined,
  ]);
  await federated.close();
});
