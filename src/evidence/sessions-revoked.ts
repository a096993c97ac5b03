import { isLater } from '../support/timestamp.ts';
import type { EvidenceContext } from './context.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

/** Whether every session that was open when the restriction came has been ended since. */
export function sessionsRevoked(facts: TenantFacts, { restrictedAt }: EvidenceContext): Verdict {
  const basis = {
    source: 'Microsoft Graph user.signInSessionsValidFromDateTime',
    comparedTo: `the restriction at ${restrictedAt}`,
  };
  return judgeUser(facts, basis, ({ sessionsValidFrom }) => {
    if (sessionsValidFrom === undefined) {
      return inconclusive(basis, 'the directory has no time of a revocation', 'revoke the sessions of the account');
    }
    const valid = `sessions are valid from ${sessionsValidFrom}`;
    return isLater(sessionsValidFrom, restrictedAt)
      ? pass(basis, valid)
      : fail(basis, `${valid}, before the restriction`);
  });
}
