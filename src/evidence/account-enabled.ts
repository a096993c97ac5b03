import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

/** Whether the account may sign in: one that may not has nothing to send, and somebody blocked it for a reason. */
export function accountEnabled(facts: TenantFacts): Verdict {
  const basis = { source: 'Microsoft Graph user.accountEnabled', comparedTo: 'an account that may sign in' };
  return judgeUser(facts, basis, ({ enabled }) => {
    if (enabled === undefined) return inconclusive(basis, 'the directory does not say whether the account is enabled');
    return enabled ? pass(basis, 'the account is enabled') : fail(basis, 'the account is disabled');
  });
}
