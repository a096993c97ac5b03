import { describe, expect, it } from 'vitest';
import { createIdentityReader } from '../../../src/adapters/entra/identity-reader.ts';
import { ConfigurationError, UnavailableError } from '../../../src/support/errors.ts';
import { scriptedServer } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';
import { testClock } from '../test-clock.ts';

/** A token whose payload is this value, signed by nobody. */
function jwtOf(payload: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(payload)}.c2ln`;
}

async function proofOf(value: string) {
  const server = await scriptedServer(() => ({ body: { value } }));
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: server.origin, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'planted' };
  const reader = createIdentityReader({ tenant: tenantPolicy(), purpose: 'read', env, clock: testClock() });
  return reader.proof().catch((error: unknown) => error);
}

describe('the proof of a job', () => {
  it('is what its identity token says, and never the token', async () => {
    const jwt = jwtOf({
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:octo-org/octo-repo:environment:production',
      aud: ['api://AzureADTokenExchange'],
      repository: 'octo-org/octo-repo',
      repository_id: '456789',
      repository_owner_id: '123456',
      actor: 'octocat',
    });
    const proof = await proofOf(jwt);
    expect(proof).toEqual({
      kind: 'assertion',
      claims: {
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:octo-org/octo-repo:environment:production',
        audience: 'api://AzureADTokenExchange',
        repository: 'octo-org/octo-repo',
        repositoryId: '456789',
        ownerId: '123456',
      },
    });
  });

  it('leaves out what is of another type, and what would not show', async () => {
    const odd = jwtOf({ iss: 5, sub: 'repo:a\u202Eb', aud: { a: 1 }, repository: null });
    expect(await proofOf(odd)).toEqual({
      kind: 'assertion',
      claims: {
        issuer: undefined,
        subject: 'repo:a b',
        audience: undefined,
        repository: undefined,
        repositoryId: undefined,
        ownerId: undefined,
      },
    });
  });

  it.each(['opaque-secret', jwtOf('text'), `${jwtOf({})}x.y.z`])(
    'is unknown where nothing can be read',
    async (jwt) => {
      const failure = await proofOf(jwt);
      expect(failure).toBeInstanceOf(UnavailableError);
      expect(String(failure)).not.toContain(jwt.slice(0, 12));
    },
  );

  it('of whoever vouches for the app is nothing of ours', async () => {
    for (const credential of ['managedIdentity', 'azureCli'] as const) {
      const tenant = tenantPolicy({ credential });
      const reader = createIdentityReader({ tenant, purpose: 'read', env: {}, clock: testClock() });
      expect(await reader.proof()).toEqual({ kind: 'ambient' });
    }
  });
});

describe('an identity that is not set up', () => {
  it('is told when it is asked about, and not before', async () => {
    const reader = createIdentityReader({ tenant: tenantPolicy(), purpose: 'apply', env: {}, clock: testClock() });
    await expect(reader.proof()).rejects.toBeInstanceOf(ConfigurationError);
    await expect(reader.token('exchange')).rejects.toBeInstanceOf(ConfigurationError);
    const elsewhere = { AZURE_AUTHORITY_HOST: 'https://login.example' };
    const led = createIdentityReader({ tenant: tenantPolicy(), purpose: 'read', env: elsewhere, clock: testClock() });
    await expect(led.serverTime()).rejects.toBeInstanceOf(ConfigurationError);
  });
});
