import { CLOUDS, type Cloud } from '../../clouds/clouds.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import type { Resource } from '../../ports/token-source.ts';
import { assertNever } from '../../support/assert-never.ts';
import {
  ConfigurationError,
  errorMessage,
  InternalError,
  MissingRightError,
  UnavailableError,
} from '../../support/errors.ts';
import { foreignText } from '../../support/foreign-text.ts';

const FEDERATION =
  "compare the app's federated credential with this job: issuer, subject (exact, case-sensitive, with ids where the repository has immutable subjects) and audience; `reinstate doctor` prints the actual subject";
/** What to do about the codes that Microsoft Entra answers with (Microsoft Entra docs, "AADSTS error codes"). */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['AADSTS700213', FEDERATION],
  ['AADSTS700211', FEDERATION],
  ['AADSTS700212', FEDERATION],
  ['AADSTS7002138', FEDERATION],
  ['AADSTS70021', FEDERATION],
  ['AADSTS700016', 'the app is not in this tenant: check clientId and tenantId, or consent to the app there'],
  ['AADSTS90002', 'there is no such tenant: check tenantId and cloud'],
  ['AADSTS700027', 'upload the certificate to the app registration, or renew it'],
  ['AADSTS700024', "the job's identity token was not valid at this time: check the clocks, and run again"],
  ['AADSTS500011', 'the service is not in this tenant: grant the app its application permissions there'],
  ['AADSTS53003', 'a Conditional Access policy for workload identities blocks this app'],
]);
/** Entra's own trouble, worth another try. */
const PASSING = new Set(['AADSTS90033', 'AADSTS90024', 'AADSTS50196', 'AADSTS700024']);

/** What Entra answered in place of a token, as far as it is safe to repeat. */
export interface EntraRefusal {
  /** `AADSTS` and a number. */
  readonly code: string;
  readonly said: string;
}

/** Entra's own refusal in what @azure/identity threw; undefined where it is something else. */
export function refusalIn(thrown: unknown): EntraRefusal | undefined {
  const text = errorMessage(thrown);
  const code = /AADSTS\d{4,8}/u.exec(text)?.[0];
  return code === undefined ? undefined : { code, said: descriptionOf(text, code) };
}

/**
 * The one place that turns what @azure/identity throws into an error of ours. Nothing of the original is attached: below
 * it lies the request with the identity token in it.
 */
export function tokenFailure(thrown: unknown, resource: Resource, { tenant, credential, cloud }: TenantPolicy): Error {
  const ours = [ConfigurationError, InternalError, MissingRightError, UnavailableError];
  if (ours.some((kind) => thrown instanceof kind) && thrown instanceof Error) return thrown;
  const refusal = refusalIn(thrown);
  const whom = `a token for ${resource} in tenant ${tenant}`;
  if (!refusal) {
    return new UnavailableError(`Microsoft Entra could not be asked for ${whom}`, {
      hint: unavailableHint(credential, cloud),
    });
  }
  const { code, said } = refusal;
  const message = `Microsoft Entra refused ${whom}: ${said}`;
  const hint =
    HINTS.get(code) ?? `do what https://login.microsoftonline.com/error?code=${code.slice(6)} says of the code`;
  return PASSING.has(code) ? new UnavailableError(message, { hint }) : new MissingRightError(message, { hint });
}

/** From the code to where the trace ids begin, on one line. */
function descriptionOf(text: string, code: string): string {
  const said = text.slice(text.indexOf(`${code}:`) === -1 ? text.indexOf(code) : text.indexOf(`${code}:`));
  return foreignText(said.split(/\s*(?:Trace ID|Correlation ID|- Correlation)/u, 1)[0] ?? code);
}

function unavailableHint(credential: TenantPolicy['credential'], cloud: Cloud): string {
  switch (credential) {
    case 'azureCli':
      return 'install Azure CLI, and sign in with `az login --tenant`';
    case 'managedIdentity':
      return 'give this machine the managed identity that clientId names (`az vm identity assign`)';
    case 'githubOidc':
    case 'certificate':
      return `let this machine reach https://${CLOUDS[cloud].authority[0]}, and run again`;
    default:
      return assertNever(credential);
  }
}
