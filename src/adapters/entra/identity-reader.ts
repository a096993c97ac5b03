import type { TokenCredential } from '@azure/identity';
import { decodeJwt, type JWTPayload } from 'jose';
import type { TenantPolicy } from '../../policy/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AssertionClaims, IdentityReader, Proof, TokenClaims, TokenReading } from '../../ports/identity.ts';
import type { Resource } from '../../ports/token-source.ts';
import { assertNever } from '../../support/assert-never.ts';
import { ConfigurationError, InternalError, MissingRightError, UnavailableError } from '../../support/errors.ts';
import { foreignText } from '../../support/foreign-text.ts';
import { toTimestamp, type Timestamp } from '../../support/timestamp.ts';
import { authorityFor } from './authority.ts';
import { certificateFacts, readCertificate } from './certificate.ts';
import { askEntra, createCredential, jobIdentity, type Environment, type Purpose } from './credential.ts';
import { readServerTime } from './server-time.ts';
import { refusalIn, tokenFailure } from './token-failure.ts';

/** What an identity is read from. */
export interface IdentitySettings {
  readonly tenant: TenantPolicy;
  readonly purpose: Purpose;
  readonly env: Environment;
  readonly clock: Clock;
}

/** Reads who an app of a tenant is. Whatever is set up wrongly is thrown when it is asked about, not before. */
export function createIdentityReader({ tenant, purpose, env, clock }: IdentitySettings): IdentityReader {
  let credential: TokenCredential | undefined;
  return {
    proof: async () => proofOf(tenant, env),
    token: async (resource) => {
      credential ??= createCredential(tenant, purpose, env);
      return readToken(credential, tenant, resource);
    },
    serverTime: async () => readServerTime(authorityFor(tenant, env['AZURE_AUTHORITY_HOST']), tenant.tenantId, clock),
  };
}

async function proofOf({ credential, cloud }: TenantPolicy, env: Environment): Promise<Proof> {
  switch (credential) {
    case 'githubOidc':
      return { kind: 'assertion', claims: assertionClaims(payloadOf(await jobIdentity(cloud, env)())) };
    case 'certificate':
      return {
        kind: 'certificate',
        certificate: certificateFacts(readCertificate(env['AZURE_CLIENT_CERTIFICATE_PATH'])),
      };
    case 'managedIdentity':
    case 'azureCli':
      return { kind: 'ambient' };
    default:
      return assertNever(credential);
  }
}

async function readToken(credential: TokenCredential, tenant: TenantPolicy, resource: Resource): Promise<TokenReading> {
  try {
    const { token } = await askEntra(credential, resource, tenant.cloud);
    return { kind: 'issued', claims: tokenClaims(payloadOf(token)) };
  } catch (error) {
    const refusal = isOurs(error) ? undefined : refusalIn(error);
    if (refusal) return { kind: 'refused', ...refusal };
    throw tokenFailure(error, resource, tenant);
  }
}

function isOurs(error: unknown): boolean {
  return [ConfigurationError, InternalError, MissingRightError, UnavailableError].some((kind) => error instanceof kind);
}

/** What a token says about itself. It is never checked here: whoever it is meant for does that. */
function payloadOf(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw new UnavailableError('a token was issued, and nothing that is written in it can be read');
  }
}

function assertionClaims(payload: JWTPayload): AssertionClaims {
  return {
    issuer: text(payload.iss),
    subject: text(payload.sub),
    audience: text([payload.aud].flat()[0]),
    repository: text(payload['repository']),
    repositoryId: text(payload['repository_id']),
    ownerId: text(payload['repository_owner_id']),
  };
}

function tokenClaims(payload: JWTPayload): TokenClaims {
  return {
    audience: text([payload.aud].flat()[0]),
    tenantId: text(payload['tid'])?.toLowerCase(),
    appId: text(payload['appid'] ?? payload['azp'])?.toLowerCase(),
    objectId: guid(payload['oid']),
    roles: texts(payload['roles']),
    scopes: text(payload['scp'])?.split(' ') ?? [],
    expiresAt: moment(payload.exp),
  };
}

/** A number of seconds as a moment; undefined for one that no calendar has. */
function moment(seconds: number | undefined): Timestamp | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : toTimestamp(date);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? foreignText(value) : undefined;
}

/** Whatever else it were, it would end up in a command that somebody runs. */
function guid(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(value) ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => text(one) ?? []) : [];
}
