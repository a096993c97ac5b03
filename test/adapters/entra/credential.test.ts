import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { authorityFor } from '../../../src/adapters/entra/authority.ts';
import { credentialFor } from '../../../src/adapters/entra/credential.ts';
import { githubIdentity } from '../../../src/adapters/entra/github-oidc.ts';
import { tokenFailure } from '../../../src/adapters/entra/token-failure.ts';
import { ConfigurationError, MissingRightError, UnavailableError } from '../../../src/support/errors.ts';
import { scriptedServer } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';

const JWT = 'eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoidG9rZW4ifQ.c2lnbmF0dXJl';
const REQUEST_TOKEN = 'planted-request-token';
const OIDC = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://oidc.example/token?api=1',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
};
const LOOPBACK = { exchange: 'https://127.0.0.1:8443', graph: 'https://127.0.0.1:8444' };

describe("GitHub's identity token", () => {
  it('is asked for afresh each time, for the audience, beside the query that is there', async () => {
    const server = await scriptedServer((_, index) => ({ body: { value: `${JWT}${index}` } }));
    const identity = githubIdentity(
      `${server.origin}/token?api-version=2`,
      REQUEST_TOKEN,
      'api://AzureADTokenExchange',
    );
    expect([await identity(), await identity()]).toEqual([`${JWT}0`, `${JWT}1`]);
    const [first] = server.received;
    expect(first?.path).toBe('/token?api-version=2&audience=api%3A%2F%2FAzureADTokenExchange');
    expect(first?.headers.authorization).toBe(`bearer ${REQUEST_TOKEN}`);
  });

  it('is asked for again after a passing failure', async () => {
    const server = await scriptedServer((_, index) => (index === 0 ? { status: 503 } : { body: { value: JWT } }));
    expect(await githubIdentity(server.origin, REQUEST_TOKEN, 'x')()).toBe(JWT);
  });

  it.each([
    ['refused', { status: 403, body: JWT }, MissingRightError],
    ['missing', { body: { token: JWT } }, UnavailableError],
    ['broken', { body: `{"value":"${JWT}` }, UnavailableError],
    ['elsewhere', { status: 302, headers: { location: 'https://oidc.example' }, body: JWT }, UnavailableError],
  ])('is never told when it is %s', async (_, reply, kind) => {
    const server = await scriptedServer(() => reply);
    const failure: unknown = await githubIdentity(server.origin, REQUEST_TOKEN, 'x')().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(kind);
    expect(String(failure)).not.toContain(JWT.slice(0, 20));
    expect(String(failure)).not.toContain(REQUEST_TOKEN);
  });

  it.each([
    [undefined, REQUEST_TOKEN],
    ['https://oidc.example', undefined],
    ['https://oidc.example', ''],
    ['nonsense', REQUEST_TOKEN],
    ['http://oidc.example', REQUEST_TOKEN],
    ['ftp://127.0.0.1', REQUEST_TOKEN],
  ])('is not asked for at %s with %s', (url, token) => {
    expect(() => githubIdentity(url, token, 'x')).toThrow(ConfigurationError);
  });
});

describe('the authority', () => {
  it.each([
    ['public', undefined, 'https://login.microsoftonline.com'],
    ['public', '', 'https://login.microsoftonline.com'],
    ['public', 'https://login.microsoftonline.com/', 'https://login.microsoftonline.com'],
    ['public', 'login.microsoftonline.com', 'https://login.microsoftonline.com'],
    ['usGov', undefined, 'https://login.microsoftonline.us'],
    ['usGovDod', undefined, 'https://login.microsoftonline.us'],
    ['china', 'https://login.partner.microsoftonline.cn', 'https://login.partner.microsoftonline.cn'],
  ] as const)('of %s with %s is %s', (cloud, configured, origin) => {
    expect(authorityFor(tenantPolicy({ cloud }), configured).origin).toBe(origin);
  });

  it.each([
    'https://login.example',
    'http://login.microsoftonline.com',
    'https://login.microsoftonline.us',
    'https://login.microsoftonline.com.example',
    'https://login.microsoftonline.com:444',
    'nonsense://',
  ])('is never %s', (configured) => {
    expect(() => authorityFor(tenantPolicy(), configured)).toThrow(ConfigurationError);
  });

  it('goes with endpoints on the same side only', () => {
    const endpoints = LOOPBACK;
    const half = { exchange: LOOPBACK.exchange, graph: 'https://graph.microsoft.com' };
    expect(authorityFor(tenantPolicy({ endpoints }), 'https://127.0.0.1:8445').port).toBe('8445');
    expect(() => authorityFor(tenantPolicy({ endpoints }), undefined)).toThrow(/same side/u);
    expect(() => authorityFor(tenantPolicy(), 'https://localhost:8445')).toThrow(/same side/u);
    expect(() => authorityFor(tenantPolicy({ endpoints: half }), 'https://127.0.0.1:8445')).toThrow(/same side/u);
    expect(() => authorityFor(tenantPolicy({ endpoints: half }), undefined)).toThrow(/same side/u);
  });
});

describe('a credential', () => {
  it('of the Azure CLI is for reading only', () => {
    const tenant = tenantPolicy({ credential: 'azureCli' });
    expect(() => credentialFor(tenant, 'apply', {})).toThrow(/reading only/u);
    expect(credentialFor(tenant, 'read', {})).toHaveProperty('token');
  });

  it('of GitHub needs a job that may have an identity token', () => {
    expect(() => credentialFor(tenantPolicy(), 'read', {})).toThrow(ConfigurationError);
    expect(credentialFor(tenantPolicy(), 'read', OIDC)).toHaveProperty('token');
  });

  it.each([
    ['apart from any stand-in', { AZURE_AUTHORITY_HOST: undefined, IDENTITY_ENDPOINT: undefined }, undefined],
    [
      'with one',
      { AZURE_AUTHORITY_HOST: 'https://127.0.0.1:8445', IDENTITY_ENDPOINT: 'http://localhost:1/x' },
      LOOPBACK,
    ],
  ])('of a machine is taken %s', (_, env, endpoints) => {
    const tenant = tenantPolicy({ credential: 'managedIdentity', ...(endpoints ? { endpoints } : {}) });
    expect(credentialFor(tenant, 'apply', env)).toHaveProperty('token');
  });

  it.each([undefined, '', 'nonsense', 'http://169.254.169.254/metadata/identity/oauth2/token'])(
    'of a real machine is never shown to a stand-in: %s',
    (endpoint) => {
      const tenant = tenantPolicy({ credential: 'managedIdentity', endpoints: LOOPBACK });
      const env = { AZURE_AUTHORITY_HOST: 'https://127.0.0.1:8445', IDENTITY_ENDPOINT: endpoint };
      expect(() => credentialFor(tenant, 'read', env)).toThrow(ConfigurationError);
    },
  );
});

describe('a certificate', () => {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

  async function certificate(keyType: 'rsa' | 'ec' = 'rsa') {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'reinstate' }], { keyType });
    return { key, cert };
  }

  async function read(pem: string | undefined): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'reinstate-certificate-'));
    onTestFinished(async () => rm(folder, { recursive: true }));
    const path = join(folder, 'client.pem');
    if (pem !== undefined) await writeFile(path, pem);
    try {
      return credentialFor(tenantPolicy({ credential: 'certificate' }), 'read', {
        AZURE_CLIENT_CERTIFICATE_PATH: path,
      });
    } catch (error) {
      return error;
    }
  }

  it('with its key is taken, in either order', async () => {
    const { key, cert } = await certificate();
    expect(await read(`${key}\n${cert}`)).toHaveProperty('token');
    expect(await read(`${cert}\n${key}`)).toHaveProperty('token');
  });

  it.each<[string, () => Promise<string | undefined>, RegExp]>([
    ['no file', async () => undefined, /names no file that can be read/u],
    ['an empty file', async () => '', /no PEM file with certificate and key/u],
    ['no key', async () => (await certificate()).cert, /no PEM file with certificate and key/u],
    ['no certificate', async () => (await certificate()).key, /no PEM file with certificate and key/u],
    [
      'nonsense between the lines',
      async () => '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nx\n',
      /no PEM file with certificate and key/u,
    ],
    [
      'a key with a password',
      async () => {
        const locked = rsa().export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'secret' });
        return `${(await certificate()).cert}\n${String(locked)}`;
      },
      /with a password/u,
    ],
    [
      'the key of another certificate',
      async () => `${(await certificate()).cert}\n${String(rsa().export(pkcs8))}`,
      /of another certificate/u,
    ],
    [
      'a key that Entra does not take',
      async () => {
        const { key, cert } = await certificate('ec');
        return `${key}\n${cert}`;
      },
      /not RSA/u,
    ],
  ])('is refused for %s, and nothing of it is told', async (_, make, message) => {
    const pem = await make();
    const refusal = await read(pem);
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect(String(refusal)).toMatch(message);
    for (const line of (pem ?? '').split('\n').filter((one) => one.length > 40 && !one.startsWith('-----'))) {
      expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain(line);
    }
  });
});

describe('what Microsoft Entra says', () => {
  const said = (code: string): Error =>
    new Error(
      `invalid_client: 1 - [2026-11-23 09:00:00Z]: ${code}: No matching record for '${JWT}'.\r\nTrace ID: 5555 Correlation ID: 6 - Trace ID: 5`,
    );

  it.each([
    ['AADSTS700213', /federated credential/u],
    ['AADSTS70021', /federated credential/u],
    ['AADSTS7002138', /federated credential/u],
    ['AADSTS700027', /certificate/u],
    ['AADSTS700016', /clientId/u],
    ['AADSTS90002', /tenantId/u],
    ['AADSTS7000229', /error\?code=7000229 /u],
  ])('with %s is a missing right with a hint', (code, hint) => {
    const failure = tokenFailure(said(code), 'exchange', tenantPolicy());
    expect(failure).toBeInstanceOf(MissingRightError);
    expect(failure instanceof MissingRightError ? failure.hint : '').toMatch(hint);
    expect(failure.message).toMatch(new RegExp(`tenant contoso: ${code}: No matching record`, 'u'));
    expect(failure.message).not.toContain(JWT.slice(0, 20));
    expect(failure.message).not.toContain('Trace ID');
    expect(failure.cause).toBeUndefined();
  });

  it.each([said('AADSTS90033'), said('AADSTS700024'), new Error('getaddrinfo ENOTFOUND'), 'a text'])(
    'otherwise is to be asked again',
    (thrown) => {
      expect(tokenFailure(thrown, 'graph', tenantPolicy())).toBeInstanceOf(UnavailableError);
    },
  );
});
