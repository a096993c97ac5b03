import { randomUUID } from 'node:crypto';

import { WireError } from '../wire-error.ts';

const FEDERATION_HELP = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation';

/** Entra's error answer: a numbered sentence with the ids that Microsoft's support asks for. */
function entraError(
  status: 400 | 401 | 503,
  { error, code, text }: { error: string; code: number; text: string },
): WireError {
  const [trace_id, correlation_id] = [randomUUID(), randomUUID()];
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const ids = `Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`;
  const error_description = `AADSTS${code}: ${text} ${ids}`;
  return new WireError(status, { error, error_description, error_codes: [code], timestamp, trace_id, correlation_id });
}

/** What is asked for does not name a tenant of this directory. */
export function unknownTenant(tenant: string): WireError {
  const text = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
  return entraError(400, { error: 'invalid_request', code: 90_002, text });
}

/** No such app in the tenant. */
export function unknownApp(clientId: string, tenant: string): WireError {
  const text = `Application with identifier '${clientId}' was not found in the directory '${tenant}'.`;
  return entraError(400, { error: 'unauthorized_client', code: 700_016, text });
}

/** The part of an assertion that no federated credential has. */
export function noMatchingCredential(part: 'subject' | 'issuer' | 'audience', value: string): WireError {
  const code = { issuer: 700_211, audience: 700_212, subject: 700_213 }[part];
  const text =
    `No matching federated identity record found for presented assertion ${part} '${value}'. ` +
    'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ' +
    FEDERATION_HELP;
  return entraError(401, { error: 'invalid_client', code, text });
}

/** The subject would match if case did not matter, which has a number of its own. */
export function subjectInOtherCase(subject: string): WireError {
  const text =
    `No matching federated identity record found for presented assertion subject '${subject}'. ` +
    'The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ' +
    FEDERATION_HELP;
  return entraError(401, { error: 'invalid_client', code: 7_002_138, text });
}

/** The assertion is too old, or from the future. */
export function assertionOutOfTime(validFrom: Date, expiresAt: Date): WireError {
  const text =
    `Client assertion is not within its valid time range. Current time: ${new Date().toISOString()}, ` +
    `assertion valid from ${validFrom.toISOString()}, expiry time of assertion ${expiresAt.toISOString()}. ` +
    'Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .';
  return entraError(401, { error: 'invalid_client', code: 700_024, text });
}

/** The assertion is no token that its issuer signed. */
export function unreadableAssertion(): WireError {
  const text = 'Client assertion failed signature validation.';
  return entraError(401, { error: 'invalid_client', code: 700_027, text });
}

/** The thumbprint names no certificate of the app. */
export function certificateUnknown(thumbprint: string): WireError {
  const text =
    'The certificate with identifier used to sign the client assertion is not registered on application. ' +
    `[Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}']`;
  return entraError(401, { error: 'invalid_client', code: 700_027, text });
}

/** The certificate is over. */
export function certificateExpired(at: Date): WireError {
  const text =
    'The certificate with identifier used to sign the client assertion is expired on application. ' +
    `[Reason - The key used is expired., Found key 'Start=…, End=${at.toISOString()}']`;
  return entraError(401, { error: 'invalid_client', code: 700_027, text });
}

/** The form lacks something. */
export function badTokenRequest(what: string): WireError {
  const text = `The request body must contain the following parameter: '${what}'.`;
  return entraError(400, { error: 'invalid_request', code: 900_144, text });
}

/** The scope is for no resource this sandbox has. */
export function unknownResource(scope: string): WireError {
  const text = `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`;
  return entraError(400, { error: 'invalid_scope', code: 70_011, text });
}

/** Trouble of Entra's own that passes. */
export function busy(): WireError {
  const text = 'A transient error has occurred. Please try again.';
  return entraError(503, { error: 'temporarily_unavailable', code: 90_033, text });
}
