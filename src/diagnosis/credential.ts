import { CLOUDS, type Cloud } from '../clouds/clouds.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { AssertionClaims, CertificateFacts, Proof, TokenClaims, TokenReading } from '../ports/identity.ts';
import type { Resource } from '../ports/token-source.ts';
import { assertNever } from '../support/assert-never.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import { silent, type Asked } from './asked.ts';
import { API_IDS, uploadCertificate } from './azure-commands.ts';
import { about, type Finding } from './finding.ts';
import { appOf, type Identity, type IdentityFacts, type TenantFacts } from './identity-facts.ts';
import { commandLine } from './shell.ts';
import { mendRefusal } from './token-refusals.ts';

const MONTH_MS = 30 * 24 * 3_600_000;

/** What the tenant's apps prove themselves with, and whether Entra takes it. */
export function judgeCredential(policy: TenantPolicy, facts: TenantFacts, now: Timestamp): readonly Finding[] {
  const proof = judgeProof(policy, facts.proof, now);
  // Without a proof there is no token either, and for no other reason.
  if (!facts.proof.answered) return [proof];
  const shown = facts.proof.value;
  return [proof, ...facts.identities.map((identity) => judgeToken(policy, identity, shown, now))];
}

function judgeProof(policy: TenantPolicy, proof: Asked<Proof>, now: Timestamp): Finding {
  const say = about(policy.tenant, 'credential', 'proof');
  if (!proof.answered) return silent(say, proof, proveAgain(policy));
  switch (proof.value.kind) {
    case 'assertion':
      return say.ok(`this job proves itself as ${described(proof.value.claims)}`);
    case 'certificate':
      return judgeCertificate(policy, proof.value.certificate, now);
    case 'ambient':
      return policy.credential === 'azureCli'
        ? say.problem(
            'the credential azureCli stands for whoever is signed in and is for reading only: reconcile can not unblock with it',
            `set credential: githubOidc for ${policy.tenant} in .github/reinstate.yml`,
          )
        : say.ok('this machine vouches for the app, and nothing is shown by us');
    default:
      return assertNever(proof.value);
  }
}

/** What gives an app its proof, by the kind of its credential. */
function proveAgain({ credential, clientId, tenantId }: TenantPolicy): string {
  switch (credential) {
    case 'githubOidc':
      return 'give the job `permissions: id-token: write`, and run it in GitHub Actions';
    case 'certificate':
      return `${uploadCertificate(clientId)}, and AZURE_CLIENT_CERTIFICATE_PATH=<its PEM file with the key>`;
    case 'managedIdentity':
      return `az vm identity assign --resource-group <its group> --name <this machine> --identities <resource id of the identity with the client id ${clientId}>`;
    case 'azureCli':
      return commandLine('az', 'login', '--tenant', tenantId, '--allow-no-subscriptions');
    default:
      return assertNever(credential);
  }
}

function described({ subject, audience, issuer }: AssertionClaims): string {
  return `${subject ?? 'nobody'} (audience ${audience ?? 'none'}, issuer ${issuer ?? 'none'})`;
}

function judgeCertificate(policy: TenantPolicy, certificate: CertificateFacts, now: Timestamp): Finding {
  const say = about(policy.tenant, 'credential', 'proof');
  const { thumbprint, validFrom, validUntil } = certificate;
  const named = `the certificate ${thumbprint}`;
  const renew = `${uploadCertificate(policy.clientId)}, with a new certificate, and put it and its key where AZURE_CLIENT_CERTIFICATE_PATH points`;
  if (validFrom === undefined || validUntil === undefined) {
    return say.unknown(`${named} does not say how long it is valid`, renew);
  }
  if (isLater(validFrom, now)) return say.problem(`${named} is valid only from ${validFrom}`, renew);
  if (!isLater(validUntil, now)) return say.problem(`${named} was valid until ${validUntil}`, renew);
  if (!isLater(validUntil, plus(now, MONTH_MS))) return say.problem(`${named} ends soon, at ${validUntil}`, renew);
  return say.ok(`${named} is valid until ${validUntil}`);
}

/** One finding for both services: what Entra has against an app, it mostly has for either. */
function judgeToken(policy: TenantPolicy, facts: IdentityFacts, proof: Proof, now: Timestamp): Finding {
  const { who } = facts.identity;
  const wrong =
    tokenFinding('exchange', facts.exchange, { policy, facts, proof, now }) ??
    tokenFinding('graph', facts.graph, { policy, facts, proof, now });
  const say = about(policy.tenant, 'credential', `${who}.token`);
  return wrong ?? say.ok(`Microsoft Entra gives the ${who} tokens for Exchange Online and Microsoft Graph`);
}

interface TokenContext {
  readonly policy: TenantPolicy;
  readonly facts: IdentityFacts;
  readonly proof: Proof;
  readonly now: Timestamp;
}

/** What is wrong with a token or its absence; undefined where nothing is. */
function tokenFinding(resource: Resource, token: Asked<TokenReading>, context: TokenContext): Finding | undefined {
  const { policy, facts, proof, now } = context;
  const { who, clientId } = facts.identity;
  const say = about(policy.tenant, 'credential', `${who}.token`);
  if (!token.answered) return silent(say, token, proveAgain(policy));
  const whose = `the ${who} (${clientId})`;
  if (token.value.kind === 'refused') {
    const { code, said } = token.value;
    const { advice, step } = mendRefusal(code, { app: appOf(policy, facts), policy, proof, resource });
    return say.problem(`Microsoft Entra gives ${whose} no token for ${NAMES[resource]}: ${said}${advice}`, step);
  }
  const wrong = wrongClaim(token.value.claims, resource, policy, facts.identity, now);
  return wrong && say.problem(`the token of ${whose} for ${NAMES[resource]} ${wrong.message}`, wrong.step);
}

const NAMES: Readonly<Record<Resource, string>> = { exchange: 'Exchange Online', graph: 'Microsoft Graph' };

interface Wrong {
  readonly message: string;
  readonly step: string;
}

/** The first claim that is not what it has to be. Azure CLI's tokens are those of its own app. */
function wrongClaim(
  claims: TokenClaims,
  resource: Resource,
  { cloud, tenantId, credential, tenant }: TenantPolicy,
  { clientId }: Identity,
  now: Timestamp,
): Wrong | undefined {
  const { audience, expiresAt } = claims;
  const correct = (key: string): string => `correct ${key} of ${tenant} in .github/reinstate.yml`;
  if (!audiencesOf(resource, cloud).includes((audience ?? '').replace(/\/$/u, ''))) {
    return { message: `is meant for ${audience ?? 'nobody'}`, step: correct('cloud') };
  }
  if (claims.tenantId !== tenantId) {
    const step = credential === 'azureCli' ? commandLine('az', 'login', '--tenant', tenantId) : correct('tenantId');
    return { message: `is of the tenant ${claims.tenantId ?? 'nobody knows which'}, not of ${tenantId}`, step };
  }
  if (credential !== 'azureCli' && claims.appId !== clientId) {
    return { message: `is that of the app ${claims.appId ?? 'nobody knows which'}`, step: correct('the client ids') };
  }
  if (expiresAt === undefined || isLater(expiresAt, now)) return undefined;
  return { message: `was over at ${expiresAt}, before it came`, step: 'sudo timedatectl set-ntp true' };
}

/** A service is named by its address or by its app id. */
function audiencesOf(resource: Resource, cloud: Cloud): readonly string[] {
  const { exchange, graph } = CLOUDS[cloud];
  const hosts = resource === 'exchange' ? exchange : [graph];
  return [...hosts.map((host) => `https://${host}`), API_IDS[resource]];
}
