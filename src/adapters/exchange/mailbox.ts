import type { Forwarding, Mailbox } from '../../ports/exchange.ts';
import { UnavailableError } from '../../support/errors.ts';
import { field, textField, textList, type Fields } from '../../support/fields.ts';
import { read } from '../../support/read.ts';
import { isUnreadableAddress, smtpAddress, smtpEntries } from '../../support/smtp-address.ts';
import { placeOfAddress, placeOfRecipient, type Place } from './recipients.ts';
import type { CmdletRunner } from './run-cmdlet.ts';

/** Reads the mailbox behind an address. Throws where the answer is missing something, or is about another mailbox. */
export async function readMailbox(
  runner: CmdletRunner,
  address: string,
  domains: readonly string[],
): Promise<Mailbox | undefined> {
  const row = await runner.one('Get-Mailbox', { Identity: address });
  if (!row) return undefined;
  const { addresses, ...gaps } = addressesOf(row);
  const type = textField(row, 'RecipientTypeDetails');
  if (!addresses.includes(address)) throw new UnavailableError('Exchange answered with a mailbox of another address');
  if (type === undefined) throw new UnavailableError('Exchange does not say what kind of mailbox it is');
  const forwarding = await read(async () => forwardingOf(runner, row, domains));
  return { addresses, ...gaps, shared: type === 'SharedMailbox', forwarding };
}

/** The userPrincipalName counts too: it is an address of the account, if not always one that gets mail. */
function addressesOf(row: Fields): Pick<Mailbox, 'addresses' | 'addressesIncomplete'> {
  const entries = textList(field(row, 'EmailAddresses'));
  if (!entries || entries.length === 0) throw new UnavailableError("Exchange does not show the mailbox's addresses");
  const others = smtpEntries(entries);
  const named = [field(row, 'PrimarySmtpAddress'), field(row, 'UserPrincipalName')];
  const [primary = smtpEntries(entries.filter(isPrimary)).addresses[0], signIn] = named.map(smtpAddress);
  const all = [primary, ...others.addresses, signIn].filter((one) => one !== undefined);
  const incomplete = others.incomplete || named.some(isUnreadableAddress);
  return { addresses: [...new Set(all)], ...(incomplete ? { addressesIncomplete: true } : {}) };
}

function isPrimary(entry: string): boolean {
  return entry.startsWith('SMTP:');
}

/**
 * The worst of what is set. A mailbox without any of the three properties is one whose forwarding the app may not see:
 * DeliverToMailboxAndForward always has a value. Throws where Exchange can't be asked about the target and nothing
 * worse is known already.
 */
async function forwardingOf(runner: CmdletRunner, row: Fields, domains: readonly string[]): Promise<Forwarding> {
  const smtp = field(row, 'ForwardingSmtpAddress');
  const recipient = field(row, 'ForwardingAddress');
  if (smtp === undefined && recipient === undefined && field(row, 'DeliverToMailboxAndForward') === undefined) {
    return 'notShown';
  }
  const place = placeOfSmtp(smtp, domains);
  if (place === 'external') return place;
  const places = new Set([place, await placeOfTarget(runner, recipient, domains)]);
  return (['external', 'unresolved', 'internal'] as const).find((place) => places.has(place)) ?? 'none';
}

type TargetPlace = Place | 'none';

function placeOfSmtp(value: unknown, domains: readonly string[]): TargetPlace {
  if (isEmpty(value)) return 'none';
  const address = typeof value === 'string' ? smtpAddress(value.trim().replace(/^smtp:/iu, '')) : undefined;
  return address === undefined ? 'unresolved' : placeOfAddress(address, domains);
}

async function placeOfTarget(runner: CmdletRunner, value: unknown, domains: readonly string[]): Promise<TargetPlace> {
  if (isEmpty(value)) return 'none';
  return typeof value === 'string' ? placeOfRecipient(runner, value.trim(), domains) : 'unresolved';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
