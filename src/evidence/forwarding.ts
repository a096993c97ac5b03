import { assertNever } from '../support/assert-never.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, unreadable, type Verdict } from './result.ts';

/** Whether mail that arrives for the entity is sent on to outside the tenant. */
export function forwarding({ forwarding: read }: TenantFacts): Verdict {
  const basis = { source: 'Exchange Get-Mailbox', comparedTo: 'no forwarding out of the tenant' };
  if (!read) return unreadable(basis, 'the mailbox was not asked for');
  if (!read.known) return unreadable(basis, read.reason);
  switch (read.value) {
    case null:
      return inconclusive(basis, 'Exchange has no such mailbox');
    case 'none':
      return pass(basis, 'nothing is forwarded');
    case 'internal':
      return pass(basis, 'mail is forwarded within the tenant');
    case 'external':
      return fail(basis, 'mail is forwarded out of the tenant');
    case 'unresolved':
      return inconclusive(basis, 'mail is forwarded, and Exchange does not show whether out of the tenant');
    default:
      return assertNever(read.value);
  }
}
