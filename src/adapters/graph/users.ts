import type { DirectoryUser } from '../../ports/directory.ts';
import { UnavailableError } from '../../support/errors.ts';
import { field, textField, type Fields } from '../../support/fields.ts';
import { readIsoTime } from '../../support/iso-time.ts';
import { isUnreadableAddress, smtpAddress, smtpEntries } from '../../support/smtp-address.ts';
import type { Timestamp } from '../../support/timestamp.ts';
import type { GraphClient } from './graph-client.ts';
import { GRAPH_PERMISSIONS } from './permissions.ts';

const SELECT = [
  'id',
  'userPrincipalName',
  'mail',
  'proxyAddresses',
  'accountEnabled',
  'lastPasswordChangeDateTime',
  'signInSessionsValidFromDateTime',
  'onPremisesSyncEnabled',
];

/** The one user who holds an address. Throws where the answer is about somebody else. */
export async function findUser(graph: GraphClient, address: string): Promise<DirectoryUser | 'several' | undefined> {
  const quoted = address.replaceAll("'", "''");
  const filter = [
    `mail eq '${quoted}'`,
    `userPrincipalName eq '${quoted}'`,
    `proxyAddresses/any(p:p eq 'smtp:${quoted}')`,
  ].join(' or ');
  const rows = await graph.list({
    what: 'the user behind an address',
    path: `users?$filter=${encodeURIComponent(filter)}&$select=${SELECT.join(',')}`,
    permission: GRAPH_PERMISSIONS.users,
  });
  const [row, ...others] = rows;
  if (others.length > 0) return 'several';
  if (!row) return undefined;
  const user = userIn(row);
  if (!user.addresses.includes(address)) throw new UnavailableError('the directory answered with another user');
  return user;
}

function userIn(row: Fields): DirectoryUser {
  const id = textField(row, 'id') ?? '';
  const userPrincipalName = smtpAddress(field(row, 'userPrincipalName'));
  const enabled = field(row, 'accountEnabled');
  if (!/^[\w-]{1,64}$/u.test(id) || userPrincipalName === undefined) {
    throw new UnavailableError("the directory's answer about a user can not be read");
  }
  return {
    id,
    userPrincipalName,
    ...addressesIn(row, userPrincipalName),
    enabled: typeof enabled === 'boolean' ? enabled : undefined,
    lastPasswordChangeAt: timeIn(row, 'lastPasswordChangeDateTime'),
    sessionsValidFrom: timeIn(row, 'signInSessionsValidFromDateTime'),
    onPremises: onPremisesIn(row),
  };
}

/** Null says that the account was never synchronised; an answer without the property says nothing. */
function onPremisesIn(row: Fields): boolean | undefined {
  const synchronised = field(row, 'onPremisesSyncEnabled');
  if (synchronised === null) return false;
  return typeof synchronised === 'boolean' ? synchronised : undefined;
}

function addressesIn(row: Fields, userPrincipalName: string): Pick<DirectoryUser, 'addresses' | 'addressesIncomplete'> {
  const value = field(row, 'proxyAddresses');
  const entries: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (!entries?.every((entry) => typeof entry === 'string')) {
    throw new UnavailableError("the directory does not show the user's addresses");
  }
  const mail = smtpAddress(field(row, 'mail'));
  const proxies = smtpEntries(entries);
  const incomplete = proxies.incomplete || isUnreadableAddress(field(row, 'mail'));
  return {
    addresses: [...new Set([userPrincipalName, ...(mail === undefined ? [] : [mail]), ...proxies.addresses])],
    ...(incomplete ? { addressesIncomplete: true } : {}),
  };
}

function timeIn(row: Fields, name: string): Timestamp | undefined {
  const text = textField(row, name);
  return text === undefined ? undefined : readIsoTime(text);
}
