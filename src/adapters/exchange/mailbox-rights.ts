import type { MailboxRight } from '../../ports/exchange.ts';
import {
  ConfigurationError,
  errorMessage,
  InternalError,
  MissingRightError,
  UnavailableError,
} from '../../support/errors.ts';
import { field, flag, textField, textList, type Fields } from '../../support/fields.ts';
import { asciiLowerCase, smtpAddress, smtpEntries } from '../../support/smtp-address.ts';
import type { CmdletRunner } from './run-cmdlet.ts';

/** One entry of a permission list. */
interface Grant {
  readonly right: MailboxRight;
  readonly trustee: string;
  readonly denied: boolean;
}

/**
 * The rights that Exchange shows for an account by name; rights through a group are not seen. One right that is shown is
 * enough, so a list that fails matters only where none is. Throws where nothing was found and something was not readable.
 */
export async function readMailboxRights(
  runner: CmdletRunner,
  mailbox: string,
  account: string,
): Promise<readonly MailboxRight[]> {
  const lists = await Promise.allSettled([
    fullAccess(runner, mailbox),
    sendAs(runner, mailbox),
    sendOnBehalf(runner, mailbox),
  ]);
  const grants = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  const failures: unknown[] = lists.flatMap((list) => (list.status === 'rejected' ? [list.reason] : []));
  for (const failure of failures) {
    if (failure instanceof ConfigurationError || failure instanceof InternalError) throw failure;
  }
  const byAddress = held(grants, new Set([account]));
  if (byAddress.length > 0) return byAddress;
  const byName = grants.length === 0 ? [] : held(grants, await namesOf(runner, account));
  if (byName.length > 0 || failures.length === 0) return byName;
  throw failures.find((one) => one instanceof MissingRightError) ?? new UnavailableError(errorMessage(failures[0]));
}

function held(grants: readonly Grant[], names: ReadonlySet<string>): readonly MailboxRight[] {
  const own = grants.filter(({ trustee }) => names.has(asciiLowerCase(trustee.trim())));
  const denied = new Set(own.filter((grant) => grant.denied).map(({ right }) => right));
  return [...new Set(own.map(({ right }) => right))].filter((right) => !denied.has(right));
}

async function fullAccess(runner: CmdletRunner, mailbox: string): Promise<readonly Grant[]> {
  const rows = await runner.rows('Get-MailboxPermission', { Identity: mailbox });
  return rows.flatMap((row) => grantIn(row, 'User', 'FullAccess', flag(field(row, 'Deny')) ?? false));
}

async function sendAs(runner: CmdletRunner, mailbox: string): Promise<readonly Grant[]> {
  const rows = await runner.rows('Get-RecipientPermission', { Identity: mailbox });
  return rows.flatMap((row) => grantIn(row, 'Trustee', 'SendAs', textField(row, 'AccessControlType') === 'Deny'));
}

function grantIn(row: Fields, key: string, right: MailboxRight, denied: boolean): readonly Grant[] {
  const trustee = textField(row, key);
  const rights = (textList(field(row, 'AccessRights')) ?? [])
    .flatMap((text) => text.split(','))
    .map((one) => one.trim());
  return trustee !== undefined && rights.includes(right) ? [{ right, trustee, denied }] : [];
}

async function sendOnBehalf(runner: CmdletRunner, mailbox: string): Promise<readonly Grant[]> {
  const row = await runner.one('Get-Mailbox', { Identity: mailbox });
  const trustees = textList(row ? field(row, 'GrantSendOnBehalfTo') : undefined) ?? [];
  return trustees.map((trustee) => ({ right: 'SendOnBehalf', trustee, denied: false }));
}

const UNIQUE_NAMES = ['Name', 'Identity', 'DistinguishedName', 'Guid', 'ExternalDirectoryObjectId', 'WindowsLiveID'];

/** What a permission list can call the account. Never its display name: anybody can take somebody else's. */
async function namesOf(runner: CmdletRunner, account: string): Promise<ReadonlySet<string>> {
  const row = await runner.one('Get-Recipient', { Identity: account });
  const addresses = row ? smtpEntries(textList(field(row, 'EmailAddresses')) ?? []) : [];
  const primary = row ? smtpAddress(field(row, 'PrimarySmtpAddress')) : undefined;
  if (!row || ![...addresses, primary].includes(account)) return new Set([account]);
  const names = UNIQUE_NAMES.flatMap((name) => textField(row, name) ?? []).map((name) => asciiLowerCase(name.trim()));
  return new Set([account, ...addresses, ...names].filter((name) => name !== ''));
}
