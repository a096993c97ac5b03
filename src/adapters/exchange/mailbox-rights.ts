import type { MailboxRight } from '../../ports/exchange.ts';
import {
  ConfigurationError,
  errorMessage,
  InternalError,
  LastingError,
  MissingRightError,
  UnavailableError,
} from '../../support/errors.ts';
import { field, flag, textField, textList, type Fields } from '../../support/fields.ts';
import { asciiLowerCase, smtpAddress, smtpEntries } from '../../support/smtp-address.ts';
import { isGroup } from './recipients.ts';
import type { CmdletRunner } from './run-cmdlet.ts';

/** One entry of a permission list. */
interface Grant {
  readonly right: MailboxRight;
  readonly trustee: string;
  readonly denied: boolean;
}

/**
 * The rights that Exchange shows for an account by name, inherited ones included; one that is denied under any of the
 * account's names is none. One right is enough, so a list that fails matters only where none is found. Throws where
 * none is, and something was not readable or a group holds one: its members are not seen.
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
  // A refusal may stand under another of the account's names than the grant.
  if (byAddress.length > 0 && !grants.some(({ denied }) => denied)) return byAddress;
  const names = grants.length === 0 ? new Set([account]) : await namesOf(runner, account);
  const byName = held(grants, names);
  if (byName.length > 0) return byName;
  if (failures.length === 0) return throughNoGroup(runner, grants, names);
  throw failures.find((one) => one instanceof MissingRightError) ?? new UnavailableError(errorMessage(failures[0]));
}

const MOST_TRUSTEES = 10;
const NO_RECIPIENT = /^(?:NT AUTHORITY\\|S-1-\d)/iu;

/** None, once it is clear that no other trustee is a group. A trustee that Exchange does not have is nobody. */
async function throughNoGroup(
  runner: CmdletRunner,
  grants: readonly Grant[],
  names: ReadonlySet<string>,
): Promise<readonly MailboxRight[]> {
  const others = grants.filter(({ denied, trustee }) => !denied && !NO_RECIPIENT.test(trustee));
  const trustees = new Set(
    others.map(({ trustee }) => trustee.trim()).filter((one) => !names.has(asciiLowerCase(one))),
  );
  const asked = [...trustees].slice(0, MOST_TRUSTEES);
  const found = await Promise.all(asked.map(async (trustee) => runner.one('Get-Recipient', { Identity: trustee })));
  if (found.some((recipient) => recipient !== undefined && isGroup(recipient))) {
    throw new LastingError('a group has a right to the mailbox, and its members are not seen', {
      hint: 'give the account a right of its own, or name an account that has one as securedAccount in a new request',
    });
  }
  if (asked.length < trustees.size) throw new UnavailableError('more accounts than can be looked at have rights');
  return [];
}

function held(grants: readonly Grant[], names: ReadonlySet<string>): readonly MailboxRight[] {
  const own = grants.filter(({ trustee }) => names.has(asciiLowerCase(trustee.trim())));
  const denied = new Set(own.filter((grant) => grant.denied).map(({ right }) => right));
  return [...new Set(own.map(({ right }) => right))].filter((right) => !denied.has(right));
}

async function fullAccess(runner: CmdletRunner, mailbox: string): Promise<readonly Grant[]> {
  const rows = await runner.rows('Get-MailboxPermission', { Identity: mailbox });
  return rows.flatMap((row) => grantIn(row, 'User', 'FullAccess', flag(field(row, 'Deny') ?? false) !== false));
}

async function sendAs(runner: CmdletRunner, mailbox: string): Promise<readonly Grant[]> {
  const rows = await runner.rows('Get-RecipientPermission', { Identity: mailbox });
  return rows.flatMap((row) =>
    grantIn(row, 'Trustee', 'SendAs', (field(row, 'AccessControlType') ?? 'Allow') !== 'Allow'),
  );
}

/** A row that does not say whose right it is, or which, could be anybody's to anything. */
function grantIn(row: Fields, key: string, right: MailboxRight, denied: boolean): readonly Grant[] {
  const trustee = textField(row, key);
  const rights = textList(field(row, 'AccessRights'));
  if (trustee === undefined || rights === undefined) throw unclear();
  const named = rights.flatMap((text) => text.split(',')).map((one) => one.trim());
  return named.includes(right) ? [{ right, trustee, denied }] : [];
}

function unclear(): UnavailableError {
  return new UnavailableError('Exchange does not say who has which right to the mailbox');
}

async function sendOnBehalf(runner: CmdletRunner, mailbox: string): Promise<readonly Grant[]> {
  const row = await runner.one('Get-Mailbox', { Identity: mailbox });
  const trustees = textList(row ? field(row, 'GrantSendOnBehalfTo') : undefined);
  if (trustees === undefined) throw unclear();
  return trustees.map((trustee) => ({ right: 'SendOnBehalf', trustee, denied: false }));
}

const UNIQUE_NAMES = ['Name', 'Identity', 'DistinguishedName', 'Guid', 'ExternalDirectoryObjectId', 'WindowsLiveID'];

/** What a permission list can call the account. Never its display name: anybody can take somebody else's. */
async function namesOf(runner: CmdletRunner, account: string): Promise<ReadonlySet<string>> {
  const row = await runner.one('Get-Recipient', { Identity: account });
  const { addresses, incomplete } = smtpEntries((row && textList(field(row, 'EmailAddresses'))) ?? []);
  const primary = row ? smtpAddress(field(row, 'PrimarySmtpAddress')) : undefined;
  if (!row || ![...addresses, primary].includes(account)) return new Set([account]);
  if (incomplete) {
    throw new LastingError('an address of the account, under which a right may be denied, can not be read', {
      hint: 'mend the proxy address of the account that is no plain SMTP address',
    });
  }
  const names = UNIQUE_NAMES.flatMap((name) => textField(row, name) ?? []).map((name) => asciiLowerCase(name.trim()));
  return new Set([account, ...addresses, ...names].filter((name) => name !== ''));
}
