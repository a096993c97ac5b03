import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { decodeJwt, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { exchangeAssertion, jobToken, runInProcess } from './callers.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
});
afterEach(() => sandbox.close());

const REAL_CLIENT = `
  import { ClientAssertionCredential } from '@azure/identity';
  const { env } = process;
  const getAssertion = async () => {
    const url = env.ACTIONS_ID_TOKEN_REQUEST_URL + '&audience=' + encodeURIComponent('api://AzureADTokenExchange');
    const headers = { authorization: 'bearer ' + env.ACTIONS_ID_TOKEN_REQUEST_TOKEN };
    return (await (await fetch(url, { headers })).json()).value;
  };
  const options = { authorityHost: env.AZURE_AUTHORITY_HOST, disableInstanceDiscovery: true };
  const credential = new ClientAssertionCredential(TENANT, CLIENT, getAssertion, options);
  const { token } = await credential.getToken('https://outlook.office365.com/.default');
  const response = await fetch(EXCHANGE + '/adminapi/beta/' + TENANT + '/InvokeCommand', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
    body: JSON.stringify({ CmdletInput: { CmdletName: 'Get-BlockedSenderAddress', Parameters: {} } }),
  });
  console.log(JSON.stringify((await response.json()).value.map((row) => row.SenderAddress)));
`;

function realClient(): string {
  const { tenant, origins } = sandbox;
  const constants = { TENANT: tenant.tenantId, CLIENT: tenant.reader.clientId, EXCHANGE: origins.exchange };
  return Object.entries(constants).reduce((code, [name, value]) => code.replaceAll(name, `'${value}'`), REAL_CLIENT);
}

it('gives a token to a real @azure/identity in a process of its own, which lists the restrictions', async () => {
  sandbox.tenant.restrict('alice@contoso.com');
  const { output, status } = await runInProcess(sandbox, realClient());
  expect({ output: output.trim(), status }).toEqual({ output: '["alice@contoso.com"]', status: 0 });
});

it('tells a real @azure/identity which subject has no federated credential', async () => {
  sandbox.job.subject = 'repo:contoso/unblock:pull_request';
  const { output, status } = await runInProcess(sandbox, realClient());
  expect(output).toContain(
    "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/unblock:pull_request'",
  );
  expect(status).not.toBe(0);
});

it.each([
  [
    'the subject in another case',
    () => (sandbox.job.subject = 'repo:Contoso/unblock:environment:contoso'),
    'AADSTS7002138',
  ],
  ['an assertion that is over', () => (sandbox.job.lifetimeSeconds = -30), 'AADSTS700024'],
])('refuses %s', async (_, arrange, code) => {
  arrange();
  const { status, body } = await exchangeAssertion(sandbox, await jobToken(sandbox));
  expect(status).toBe(401);
  expect(body).toMatchObject({ error: 'invalid_client', error_description: expect.stringContaining(code) });
});

it('refuses an assertion for another audience', async () => {
  const { body } = await exchangeAssertion(sandbox, await jobToken(sandbox, 'api://elsewhere'));
  expect(body['error_description']).toMatch(/^AADSTS700212: .*audience 'api:\/\/elsewhere'/);
});

it('refuses an assertion somebody else signed', async () => {
  await using other = await startSandbox();
  other.trust();
  const { status, body } = await exchangeAssertion(sandbox, await jobToken(other));
  expect(status).toBe(401);
  expect(body['error_description']).toMatch(/^AADSTS700027/);
});

it.each([
  ['an app the tenant does not have', { clientId: '99999999-9999-9999-9999-999999999999' }, 'AADSTS700016'],
  ['a tenant that is not there', { tenantId: '99999999-9999-9999-9999-999999999999' }, 'AADSTS90002'],
  ['a scope of no resource', { scope: 'https://example.com/.default' }, 'AADSTS70011'],
])('refuses %s', async (_, options, code) => {
  const { status, body } = await exchangeAssertion(sandbox, await jobToken(sandbox), options);
  expect(status).toBe(400);
  expect(body['error_description']).toContain(code);
});

it('gives no GitHub token without the request token', async () => {
  const url = `${sandbox.env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=x`;
  const response = await fetch(url, { headers: { authorization: 'bearer guessed' } });
  expect(response.status).toBe(401);
});

it('prints immutable ids in the subject where GitHub would', async () => {
  await using immutable = await startSandbox({ subject: 'immutable' });
  expect(immutable.job.subject).toBe('repo:contoso@123456/unblock@456789:environment:contoso');
  immutable.trust();
  const { status } = await exchangeAssertion(immutable, await jobToken(immutable));
  expect(status).toBe(200);
});

async function selfSigned(change: { readonly key?: 'other'; readonly aud?: string; readonly iss?: string }) {
  const { writer, tenantId } = sandbox.tenant;
  const [pem, other] = [await sandbox.certificateFor([writer]), await sandbox.certificateFor([])];
  const file = await readFile(pem, 'utf8');
  const signer = change.key === 'other' ? await readFile(other, 'utf8') : file;
  const endpoint = `${sandbox.origins.entra}/${tenantId}/oauth2/v2.0/token`;
  const thumbprint = createHash('sha256').update(new X509Certificate(file).raw).digest('base64url');
  const issuer = change.iss ?? writer.clientId;
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'PS256', 'x5t#S256': thumbprint })
    .setIssuer(issuer)
    .setSubject(issuer)
    .setAudience(change.aud ?? endpoint)
    .setNotBefore('-1m')
    .setExpirationTime('5m')
    .sign(createPrivateKey(signer));
  return exchangeAssertion(sandbox, assertion);
}

it('gives a token for what a certificate of the app signed', async () => {
  expect(await selfSigned({})).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
});

it.each([
  ['signed by another key under its thumbprint', { key: 'other' as const }],
  ['made for another endpoint', { aud: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' }],
  ['made by another app', { iss: '99999999-9999-9999-9999-999999999999' }],
])('refuses an assertion %s', async (_, change) => {
  const { status, body } = await selfSigned(change);
  expect({ status, text: body['error_description'] }).toEqual({
    status: 401,
    text: expect.stringContaining('AADSTS700027'),
  });
});

it.each([
  [{}, 'client_id=22222222-2222-2222-2222-222222222222', 401],
  [{ 'x-identity-header': 'guess' }, 'client_id=22222222-2222-2222-2222-222222222222', 401],
  [undefined, 'client_id=99999999-9999-9999-9999-999999999999', 400],
  [undefined, 'client_id=22222222-2222-2222-2222-222222222222', 200],
])('gives a token of a machine to that machine alone: %s %s', async (given, client, status) => {
  const { IDENTITY_ENDPOINT: endpoint = '', IDENTITY_HEADER: header = '' } = sandbox.identity;
  const query = `api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com&${client}`;
  const response = await fetch(`${endpoint}?${query}`, { headers: given ?? { 'x-identity-header': header } });
  expect(response.status).toBe(status);
});

it('dates its answers by a clock of its own, and tokens by the real one', async () => {
  sandbox.serverClock.aheadMs = 3_600_000;
  const { body } = await exchangeAssertion(sandbox, await jobToken(sandbox));
  const url = `${sandbox.origins.entra}/${sandbox.tenant.tenantId}/v2.0/.well-known/openid-configuration`;
  const dated = Date.parse((await fetch(url)).headers.get('date') ?? '');
  expect(Math.round((dated - Date.now()) / 60_000)).toBe(60);
  expect(decodeJwt(body['access_token'] ?? '').iat).toBeLessThan(dated / 1000 - 1800);
});

it('leaves the roles out of a token where nothing was granted', async () => {
  sandbox.tenant.writer.exchangeRoles = [];
  const { body } = await exchangeAssertion(sandbox, await jobToken(sandbox));
  const claims = decodeJwt(body['access_token'] ?? '');
  expect(claims).toMatchObject({ appid: sandbox.tenant.writer.clientId, oid: sandbox.tenant.writer.objectId });
  expect(claims).not.toHaveProperty('roles');
});
