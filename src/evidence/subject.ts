import type { DirectoryUser } from '../ports/directory.ts';
import { assertNever } from '../support/assert-never.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, unreadable, type Basis, type Verdict } from './result.ts';

const NO_USER = 'find out which account the address belongs to now, and ask for that one in a new request';
const NOBODY = 'name the account behind the shared mailbox as securedAccount, in a new request';

/** Judges what the directory says about whoever signs in, once it is clear who that is. */
export function judgeUser(facts: TenantFacts, basis: Basis, judge: (user: DirectoryUser) => Verdict): Verdict {
  const noSubject = withoutSubject(facts, basis);
  if (noSubject) return noSubject;
  const { user } = facts;
  if (!user) return unreadable(basis, { reason: 'the directory was not asked' });
  if (!user.known) return unreadable(basis, user);
  return user.value === null ? inconclusive(basis, 'the directory has no such user', NO_USER) : judge(user.value);
}

/** The verdict where nobody's sign-ins count; undefined where somebody's do. */
function withoutSubject({ subject }: TenantFacts, basis: Basis): Verdict | undefined {
  if (!subject) return unreadable(basis, { reason: 'nobody signs in as this entity' });
  if (!subject.known) return unreadable(basis, subject);
  const { kind } = subject.value;
  switch (kind) {
    case 'entity':
    case 'securedAccount':
      return undefined;
    case 'nobody':
      return inconclusive(
        basis,
        'nobody signs in to a shared mailbox: name the account behind it as securedAccount',
        NOBODY,
      );
    case 'notCounted':
      return fail(basis, subject.value.reason);
    default:
      return assertNever(kind);
  }
}
