import {
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ManagedIdentityCredential,
  type AccessToken,
  type ClientAssertionCredentialOptions,
  type TokenCredential,
} from '@azure/identity';
import pRetry from 'p-retry';
import { CLOUDS, type Cloud } from '../../clouds/clouds.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import type { Resource, TokenSource } from '../../ports/token-source.ts';
import { assertNever } from '../../support/assert-never.ts';
import { ConfigurationError, errorMessage, LastingError, UnavailableError } from '../../support/errors.ts';
import { isLoopback } from '../../support/loopback.ts';
import { withoutSecrets } from '../../support/secrets.ts';
import { authorityFor } from './authority.ts';
import { readCertificate } from './certificate.ts';
import { githubIdentity } from './github-oidc.ts';
import { tokenFailure } from './token-failure.ts';

/** The environment variables that a credential is made from. */
export type Environment = Readonly<Record<string, string | undefined>>;
/** Whether an app only reads or also unblocks. */
export type Purpose = 'read' | 'apply';

const TOKEN_TIMEOUT_MS = 45_000;
/** So much of that time a single attempt may take, so that a silence leaves time for another. */
const ATTEMPT = 4 / 9;
/** @azure/identity asks again for some answers, and after a silence never. */
const RETRIES = 2;
/** Long before a token ends, so that none ends on its way. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/**
 * The tokens of one tenant: under the reading app where the policy names one and the purpose is to read. `timeoutMs` bounds
 * the whole way to one. Throws ConfigurationError where the credential can't be set up in this environment.
 */
export function credentialFor(
  tenant: TenantPolicy,
  purpose: Purpose,
  env: Environment,
  timeoutMs = TOKEN_TIMEOUT_MS,
): TokenSource {
  let credential = createCredential(tenant, purpose, env);
  const underWay = new Map<Resource, Promise<string>>();
  const held = new Map<Resource, AccessToken>();
  const attempt = async (resource: Resource, attemptMs: number): Promise<AccessToken> => {
    try {
      return await askEntra(credential, resource, tenant.cloud, attemptMs);
    } catch (error) {
      // MSAL answers from a failure it remembers for a minute: whoever asks again needs a credential that has seen none.
      credential = createCredential(tenant, purpose, env);
      throw tokenFailure(error, resource, tenant);
    }
  };
  const requested = async (resource: Resource): Promise<string> => {
    const given = await requestToken(async (attemptMs) => attempt(resource, attemptMs), tenant, timeoutMs);
    held.set(resource, given);
    return given.token;
  };
  return {
    /**
     * Calls at the same time share one request. What is still valid is kept here: @azure/identity keeps it as well, but
     * asks GitHub for a new assertion before it looks.
     */
    async token(resource) {
      const kept = held.get(resource);
      if (kept && Date.now() < kept.expiresOnTimestamp - RENEWED_BEFORE_MS) return kept.token;
      const shared = underWay.get(resource);
      if (shared) return shared;
      const asked = requested(resource).finally(() => underWay.delete(resource));
      underWay.set(resource, asked);
      return asked;
    },
  };
}

/** Asks again where nothing was answered. The Azure CLI does so by itself, and says more at once than after a while. */
async function requestToken(
  attempt: (attemptMs: number) => Promise<AccessToken>,
  { credential }: TenantPolicy,
  timeoutMs: number,
): Promise<AccessToken> {
  const endMs = performance.now() + timeoutMs;
  const leftMs = (): number => Math.max(0, endMs - performance.now());
  return pRetry(async () => attempt(Math.min(timeoutMs * ATTEMPT, leftMs())), {
    retries: credential === 'azureCli' ? 0 : RETRIES,
    minTimeout: 250,
    shouldRetry: ({ error }) =>
      error instanceof UnavailableError && !(error instanceof LastingError) && leftMs() > 1_000,
  });
}

/** Asks for a token, and not forever. Throws whatever @azure/identity throws: see {@link tokenFailure}. */
export async function askEntra(
  credential: TokenCredential,
  resource: Resource,
  cloud: Cloud,
  timeoutMs = TOKEN_TIMEOUT_MS,
): Promise<AccessToken> {
  const tooLate = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    tooLate.reject(new UnavailableError('Microsoft Entra did not answer in time'));
  }, timeoutMs);
  try {
    const asked = credential.getToken(scopeOf(resource, cloud));
    const given = await Promise.race([asked, tooLate.promise]);
    if (given === null) throw new UnavailableError('Microsoft Entra gave no token');
    return given;
  } finally {
    clearTimeout(timer);
  }
}

/** Always Microsoft's own resources, whatever the endpoints (Exchange Online and Microsoft Graph docs). */
function scopeOf(resource: Resource, cloud: Cloud): string {
  const { exchange, graph } = CLOUDS[cloud];
  return `https://${resource === 'exchange' ? exchange[0] : graph}/.default`;
}

/** The credential of the policy. Throws ConfigurationError where it can't be set up in this environment. */
export function createCredential(tenant: TenantPolicy, purpose: Purpose, env: Environment): TokenCredential {
  const { tenantId, cloud, credential } = tenant;
  const clientId = purpose === 'read' ? (tenant.readerClientId ?? tenant.clientId) : tenant.clientId;
  const authority = authorityFor(tenant, env['AZURE_AUTHORITY_HOST']);
  const options: ClientAssertionCredentialOptions = {
    authorityHost: authority.origin,
    // A stand-in on this machine is in nobody's list of clouds.
    disableInstanceDiscovery: isLoopback(authority),
    retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 4_000 },
  };
  switch (credential) {
    case 'githubOidc':
      return federated(tenantId, clientId, jobIdentity(cloud, env), options);
    case 'certificate':
      return new ClientCertificateCredential(
        tenantId,
        clientId,
        { certificate: readCertificate(env['AZURE_CLIENT_CERTIFICATE_PATH']) },
        options,
      );
    case 'managedIdentity':
      return managedIdentity(tenant, clientId, { loopback: isLoopback(authority), endpoint: env['IDENTITY_ENDPOINT'] });
    case 'azureCli':
      return azureCli(tenant, purpose);
    default:
      return assertNever(credential);
  }
}

/** GitHub's identity tokens for Entra. Throws ConfigurationError where the job may not have one. */
export function jobIdentity(cloud: Cloud, env: Environment): () => Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  return githubIdentity(url, token, CLOUDS[cloud].federation);
}

/**
 * MSAL wraps whatever the assertion throws into errors of its own, so what GitHub said is kept aside. What the sign-in
 * host says may quote the assertion it was sent, whole or in parts.
 */
function federated(
  tenantId: string,
  clientId: string,
  identity: () => Promise<string>,
  options: ClientAssertionCredentialOptions,
): TokenCredential {
  let failure: Error | undefined;
  let sent = '';
  const assertion = async (): Promise<string> => {
    try {
      sent = await identity();
      return sent;
    } catch (error) {
      failure = error instanceof Error ? error : new UnavailableError('GitHub gave no identity token');
      throw failure;
    }
  };
  const credential = new ClientAssertionCredential(tenantId, clientId, assertion, options);
  return {
    async getToken(scopes, tokenOptions) {
      failure = undefined;
      try {
        return await credential.getToken(scopes, tokenOptions);
      } catch (error) {
        throw failure ?? new Error(withoutSecrets(errorMessage(error), [sent]));
      }
    },
  };
}

/** Without an identity endpoint of this machine's own, a real identity would be shown to a stand-in. */
function managedIdentity(
  { tenant }: TenantPolicy,
  clientId: string,
  { loopback, endpoint }: { readonly loopback: boolean; readonly endpoint: string | undefined },
): TokenCredential {
  const url = URL.parse(endpoint ?? '');
  if (!loopback || (url !== null && isLoopback(url))) return new ManagedIdentityCredential({ clientId });
  throw new ConfigurationError(`tenant ${tenant}: a loopback authority needs a loopback IDENTITY_ENDPOINT`, {
    hint: 'set IDENTITY_ENDPOINT and IDENTITY_HEADER to those of the stand-in',
  });
}

function azureCli({ tenant, tenantId }: TenantPolicy, purpose: Purpose): TokenCredential {
  if (purpose === 'read') return new AzureCliCredential({ tenantId, processTimeoutInMs: 19_000 });
  throw new ConfigurationError(`tenant ${tenant}: the credential azureCli is for reading only`, {
    hint: 'unblock under githubOidc, certificate or managedIdentity',
  });
}
