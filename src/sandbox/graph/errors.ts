import { randomUUID } from 'node:crypto';

import { WireError } from '../wire-error.ts';

/** An error answer of Graph. */
export function graphError(status: number, code: string, message: string): WireError {
  const id = randomUUID();
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': id, 'client-request-id': id };
  return new WireError(status, { error: { code, message, innerError } });
}

/** No token, or none for Graph. */
export function invalidToken(): WireError {
  return graphError(401, 'InvalidAuthenticationToken', 'Access token is empty or not valid for this audience.');
}

/** The token lacks the route's permission. */
export function missingPermission(): WireError {
  return graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** The tenant has no licence for the route. */
export function notPremium(): WireError {
  const message = "Neither tenant is B2C or tenant doesn't have premium license";
  return graphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', message);
}

/** No such object. */
export function resourceNotFound(id: string): WireError {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return graphError(404, 'Request_ResourceNotFound', message);
}

/** A filter that this imitation, or Graph, can't answer. */
export function unsupportedQuery(): WireError {
  return graphError(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause specified.');
}
