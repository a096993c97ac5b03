import { assertNever } from '../support/assert-never.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, unreadable, type Verdict } from './result.ts';

const NO_MAILBOX = 'find out which mailbox the address belongs to now, and ask for that one in a new request';
const UNRESOLVED = 'end the forwarding, or let it lead to one mailbox of the tenant';
const NOT_SHOWN = 'give the reading app a role that shows forwarding, such as Global Reader';

/** Whether mail that arrives for the entity is sent on to outside the tenant. */
export function forwarding({ forwarding: read }: TenantFacts): Verdict {
  const basis = { source: 'Exchange Get-Mailbox', comparedTo: 'no forwarding out of the tenant' };
  if (!read) return unreadable(basis, { reason: 'the mailbox was not asked for' });
  if (!read.known) return unreadable(basis, read);
  switch (read.value) {
    case null:
      return inconclusive(basis, 'Exchange has no such mailbox', NO_MAILBOX);
    case 'none':
      return pass(basis, 'nothing is forwarded');
    case 'internal':
      return pass(basis, 'mail is forwarded within the tenant');
    case 'external':
      return fail(basis, 'mail is forwarded out of the tenant');
    case 'unresolved':
      return inconclusive(basis, 'mail is forwarded, and Exchange does not show whether out of the tenant', UNRESOLVED);
    case 'notShown':
      return inconclusive(basis, 'Exchange shows the mailbox without its forwarding', NOT_SHOWN);
    default:
      return assertNever(read.value);
  }
}
