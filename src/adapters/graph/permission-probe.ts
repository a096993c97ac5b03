import type { GraphPermission, GraphReading } from '../../ports/tenant-rights.ts';
import { NotFoundError } from '../../support/errors.ts';
import { connectGraph, GraphRefusal, type GraphAccess } from './graph-client.ts';
import type { GraphPermission as ReadWith } from './permissions.ts';

/** No object has this id, so that a read which is answered shows nobody. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A read that needs the permission and finds nobody. */
const READS = {
  'User.Read.All': `users/${NOBODY}?$select=id`,
  'UserAuthenticationMethod.Read.All': `users/${NOBODY}/authentication/methods`,
  'AuditLog.Read.All': `reports/authenticationMethods/userRegistrationDetails/${NOBODY}`,
  'IdentityRiskyUser.Read.All': `identityProtection/riskyUsers/${NOBODY}`,
  // A name that nobody can register (RFC 2606).
  'Domain.Read.All': 'domains/reinstate.invalid',
} as const satisfies Readonly<Record<GraphPermission | ReadWith, string>>;

/**
 * Asks Graph for nobody by a permission: an answer that there is no such object is as good as one. Throws
 * UnavailableError, and ConfigurationError for an endpoint that a token must not be sent to.
 */
export async function probePermission(access: GraphAccess, permission: GraphPermission): Promise<GraphReading> {
  const question = { what: `a read with ${permission}`, path: READS[permission], permission };
  try {
    await connectGraph(access).object(question);
    return { kind: 'answered' };
  } catch (error) {
    if (error instanceof NotFoundError) return { kind: 'answered' };
    if (error instanceof GraphRefusal) return { kind: 'refused', said: error.message, licence: error.licence };
    throw error;
  }
}
