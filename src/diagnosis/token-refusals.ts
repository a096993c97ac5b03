import { CLOUDS } from '../clouds/clouds.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { AssertionClaims, Proof } from '../ports/identity.ts';
import type { Resource } from '../ports/token-source.ts';
import { createFederatedCredential, createServicePrincipal, uploadCertificate, type App } from './azure-commands.ts';
import { commandLine } from './shell.ts';
import { subjectForms } from './subject-forms.ts';

/** What is added to Entra's own words, and the step that mends it. */
export interface Mending {
  readonly advice: string;
  readonly step: string;
}

/** What was asked of Entra, with what. */
export interface RefusedRequest {
  readonly app: App;
  readonly policy: TenantPolicy;
  readonly proof: Proof;
  readonly resource: Resource;
}

/** No federated credential fits: by issuer, audience, subject, subject but for its case, or any of them; or there is none. */
const FEDERATION = new Set([
  'AADSTS700211',
  'AADSTS700212',
  'AADSTS700213',
  'AADSTS7002138',
  'AADSTS70021',
  'AADSTS70025',
]);

/** What to do about one of Entra's codes (Microsoft Entra docs, "AADSTS error codes"). */
export function mendRefusal(code: string, { app, policy, proof, resource }: RefusedRequest): Mending {
  if (FEDERATION.has(code) && proof.kind === 'assertion') return mendFederation(app.clientId, proof.claims);
  switch (code) {
    case 'AADSTS700016':
      return { advice: '; the app has to be brought into this tenant first', step: createServicePrincipal(app) };
    case 'AADSTS90002':
      return {
        advice: `; tenantId (${policy.tenantId}) or cloud (${policy.cloud}) is wrong`,
        step: 'az account show --query tenantId -o tsv, signed in to the tenant, and correct .github/reinstate.yml',
      };
    case 'AADSTS700024':
      return {
        advice: '; the proof was over, or not valid yet, when it came',
        step: 'run reinstate doctor again; where it stays, mend the clock: sudo timedatectl set-ntp true',
      };
    case 'AADSTS700027':
      return { advice: '; the app does not know this certificate', step: uploadCertificate(app.clientId) };
    case 'AADSTS500011':
      return { advice: '; the service is not in this tenant yet', step: createServicePrincipal(resource) };
    case 'AADSTS53003':
      return {
        advice: '; a Conditional Access policy for workload identities blocks the app',
        step: `Microsoft Entra admin center > Conditional Access > Policies: exclude the app ${app.clientId}, or its network`,
      };
    case 'AADSTS7000112':
      return {
        advice: '; the app is disabled in this tenant',
        step: commandLine('az', 'ad', 'sp', 'update', '--id', app.clientId, '--set', 'accountEnabled=true'),
      };
    default:
      return { advice: '', step: findRefusal(code, app) };
  }
}

/** Microsoft's page about a code, and where the tenant keeps what it was that Entra refused. */
function findRefusal(code: string, { clientId, credential, cloud }: App): string {
  const page = `https://${CLOUDS[cloud].authority[0]}/error?code=${code.slice('AADSTS'.length)}`;
  const log = credential === 'managedIdentity' ? 'Managed identity sign-ins' : 'Service principal sign-ins';
  return `do what ${page} says of the code; what was refused, and by which policy: Microsoft Entra admin center > Monitoring & health > Sign-in logs > ${log}, application id ${clientId}`;
}

/** Whatever of the three does not fit, a credential with all three as this job has them does. */
function mendFederation(clientId: string, claims: AssertionClaims): Mending {
  const forms = subjectForms(claims);
  const inBoth = forms
    ? `; the subject is ${forms.names} in the form with names, ${forms.immutable} in the form with ids`
    : '';
  return {
    advice: `; the job's actual subject is ${claims.subject ?? 'none'}${inBoth}; an app that only another environment may use is checked in that one`,
    step: createFederatedCredential(clientId, claims),
  };
}
