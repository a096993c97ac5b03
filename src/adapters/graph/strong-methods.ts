import type { StrongMethods } from '../../ports/directory.ts';
import {
  errorMessage,
  LastingError,
  MissingRightError,
  NotFoundError,
  UnavailableError,
} from '../../support/errors.ts';
import { field, textField, type Fields } from '../../support/fields.ts';
import { readIsoTime } from '../../support/iso-time.ts';
import type { GraphClient } from './graph-client.ts';
import { GRAPH_PERMISSIONS } from './permissions.ts';

/** Kinds of method that are a second factor, as `@odata.type` names them. */
const STRONG = new Set([
  'microsoftAuthenticatorAuthenticationMethod',
  'passwordlessMicrosoftAuthenticatorAuthenticationMethod',
  'phoneAuthenticationMethod',
  'fido2AuthenticationMethod',
  'windowsHelloForBusinessAuthenticationMethod',
  'softwareOathAuthenticationMethod',
  'hardwareOathAuthenticationMethod',
  'platformCredentialAuthenticationMethod',
  'externalAuthenticationMethod',
]);
/** A password, what only resets one, and what is made to be used once. */
const WEAK = new Set([
  'passwordAuthenticationMethod',
  'emailAuthenticationMethod',
  'temporaryAccessPassAuthenticationMethod',
]);

/**
 * Strong methods from the list of methods, or from the registration report where the list can't be read. Throws
 * MissingRightError or UnavailableError where neither answers.
 */
export async function findStrongMethods(graph: GraphClient, userId: string): Promise<StrongMethods> {
  try {
    return await fromMethods(graph, userId);
  } catch (listError) {
    if (!isSilence(listError)) throw listError;
    try {
      return await fromReport(graph, userId);
    } catch (reportError) {
      if (!isSilence(reportError)) throw reportError;
      throw bothFailed(listError, reportError);
    }
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof MissingRightError || error instanceof UnavailableError || error instanceof NotFoundError;
}

function bothFailed(listError: unknown, reportError: unknown): Error {
  const message = `${errorMessage(listError)}; ${errorMessage(reportError)}`;
  const lasting = [listError, reportError].filter(isLasting);
  if (lasting.length < 2) return new UnavailableError(message);
  const hint = `one of these is enough: ${lasting.map((error) => error.hint ?? error.message).join('; or ')}`;
  return new MissingRightError(message, { hint });
}

/** Whichever of the two answers is enough, so a right that lacks matters only where the other one lacks as well. */
function isLasting(error: unknown): error is MissingRightError | LastingError {
  return error instanceof MissingRightError || error instanceof LastingError;
}

async function fromMethods(graph: GraphClient, userId: string): Promise<StrongMethods> {
  if (graph.cloud === 'china') {
    throw new LastingError('authentication methods can not be read in the cloud china', {
      hint: 'have the policy let mfa rest on the attestation (attest)',
    });
  }
  const rows = await graph.list({
    what: 'the authentication methods of a user',
    path: `users/${encodeURIComponent(userId)}/authentication/methods`,
    permission: GRAPH_PERMISSIONS.methods,
  });
  const strong = rows.filter((row) => STRONG.has(kindOf(row)));
  // A kind that is new may be a second factor as well: it proves nothing, and an intruder's is as bad as any.
  const candidates = rows.filter((row) => !WEAK.has(kindOf(row)));
  if (strong.length === 0 && candidates.length > 0) {
    throw new UnavailableError('the only methods are of kinds not known here');
  }
  return { source: 'methods', registered: strong.length > 0, addedAt: candidates.map(addedAt) };
}

function kindOf(row: Fields): string {
  return (textField(row, '@odata.type') ?? '').replace(/^#microsoft\.graph\./u, '');
}

function addedAt(row: Fields): string | undefined {
  const value = field(row, 'createdDateTime') ?? undefined;
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? readIsoTime(value) : undefined;
  if (time === undefined) throw new UnavailableError('Microsoft Graph gives a time of a method that can not be read');
  return time;
}

/** `isMfaCapable`: a strong method is registered and the tenant allows it. The report lags behind. */
async function fromReport(graph: GraphClient, userId: string): Promise<StrongMethods> {
  const row = await graph.object({
    what: 'the registration report of a user',
    path: `reports/authenticationMethods/userRegistrationDetails/${encodeURIComponent(userId)}`,
    permission: GRAPH_PERMISSIONS.registrationReport,
    plan: 'P1',
    service: 'reports',
  });
  const registered = field(row, 'isMfaCapable');
  if (typeof registered !== 'boolean') throw new UnavailableError('the registration report does not say isMfaCapable');
  const reportedAt = readIsoTime(textField(row, 'lastUpdatedDateTime') ?? '');
  return { source: 'registrationReport', registered, addedAt: [], ...(reportedAt === undefined ? {} : { reportedAt }) };
}
