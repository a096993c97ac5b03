import type { StrongMethods } from '../../ports/directory.ts';
import { errorMessage, MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { field, textField, type Fields } from '../../support/fields.ts';
import { readIsoTime } from '../../support/iso-time.ts';
import type { GraphClient } from './graph-client.ts';

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
  const missing = [listError, reportError].find((error) => error instanceof MissingRightError);
  return missing?.hint === undefined
    ? new UnavailableError(message)
    : new MissingRightError(message, { hint: missing.hint });
}

async function fromMethods(graph: GraphClient, userId: string): Promise<StrongMethods> {
  const rows = await graph.list({
    what: 'the authentication methods of a user',
    path: `users/${encodeURIComponent(userId)}/authentication/methods`,
    permission: 'UserAuthenticationMethod.Read.All',
  });
  const strong = rows.filter((row) => STRONG.has(kindOf(row)));
  const unfamiliar = rows.some((row) => !STRONG.has(kindOf(row)) && !WEAK.has(kindOf(row)));
  if (strong.length === 0 && unfamiliar) throw new UnavailableError('the only methods are of kinds not known here');
  return { source: 'methods', registered: strong.length > 0, addedAt: strong.map(addedAt) };
}

function kindOf(row: Fields): string {
  return (textField(row, '@odata.type') ?? '').replace(/^#microsoft\.graph\./u, '');
}

function addedAt(row: Fields): string | undefined {
  const text = textField(row, 'createdDateTime');
  return text === undefined ? undefined : readIsoTime(text);
}

/** `isMfaCapable`: a strong method is registered and the tenant allows it. The report lags behind. */
async function fromReport(graph: GraphClient, userId: string): Promise<StrongMethods> {
  const row = await graph.object({
    what: 'the registration report of a user',
    path: `reports/authenticationMethods/userRegistrationDetails/${encodeURIComponent(userId)}`,
    permission: 'AuditLog.Read.All',
  });
  const registered = field(row, 'isMfaCapable');
  if (typeof registered !== 'boolean') throw new UnavailableError('the registration report does not say isMfaCapable');
  const reportedAt = readIsoTime(textField(row, 'lastUpdatedDateTime') ?? '');
  return { source: 'registrationReport', registered, addedAt: [], ...(reportedAt === undefined ? {} : { reportedAt }) };
}
