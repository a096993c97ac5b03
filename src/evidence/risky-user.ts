import { assertNever } from '../support/assert-never.ts';
import type { TenantFacts } from './facts.ts';
import { fail, pass, unreadable, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

/** Whether Identity Protection still holds whoever signs in to be at risk. */
export function riskyUser(facts: TenantFacts): Verdict {
  const basis = { source: 'Microsoft Graph riskyUsers', comparedTo: 'no open risk' };
  return judgeUser(facts, basis, () => {
    const { risk } = facts;
    if (!risk) return unreadable(basis, { reason: 'the risk was not asked for' });
    if (!risk.known) return unreadable(basis, risk);
    switch (risk.value) {
      case 'none':
        return pass(basis, 'never at risk');
      case 'remediated':
        return pass(basis, 'the risk was remediated or dismissed');
      case 'atRisk':
        return fail(basis, 'at risk');
      default:
        return assertNever(risk.value);
    }
  });
}
