import type { TenantUser } from '../tenant/model.ts';
import { emailAddresses } from '../exchange/recipients.ts';
import { unsupportedQuery } from './errors.ts';

const TEXT = "'((?:[^']|'')*)'";
const COMPARISON = new RegExp(`^(mail|userPrincipalName|id) eq ${TEXT}$`, 'i');
const ANY_ADDRESS = new RegExp(`^proxyAddresses/any\\((\\w+):\\s*\\1 eq ${TEXT}\\)$`, 'i');

/**
 * The users a `$filter` picks. Understood are comparisons of mail, userPrincipalName, id and proxyAddresses joined by
 * `or`; a quote inside text is written twice. Throws Graph's 400 for anything else.
 */
export function filterUsers(users: readonly TenantUser[], filter: string): TenantUser[] {
  const tests = splitAtOr(filter).map(toTest);
  return users.filter((user) => tests.some((test) => test(user)));
}

function splitAtOr(filter: string): string[] {
  // Text in quotes may hold the word as well, so only an `or` followed by whole pairs of quotes separates.
  return filter.split(/\s+or\s+(?=(?:[^']*'[^']*')*[^']*$)/i).map((part) => part.trim());
}

function toTest(expression: string): (user: TenantUser) => boolean {
  const comparison = COMPARISON.exec(expression);
  if (comparison) {
    const [, property = '', text = ''] = comparison;
    const wanted = unquote(text);
    return (user) => valueOf(user, property.toLowerCase()).toLowerCase() === wanted;
  }
  const any = ANY_ADDRESS.exec(expression);
  if (!any) throw unsupportedQuery();
  const wanted = unquote(any[2] ?? '');
  return (user) => emailAddresses(user).some((address) => address.toLowerCase() === wanted);
}

function unquote(text: string): string {
  return text.replaceAll("''", "'").toLowerCase();
}

function valueOf({ id, address, userPrincipalName }: TenantUser, property: string): string {
  if (property === 'id') return id;
  return property === 'mail' ? address : userPrincipalName;
}
