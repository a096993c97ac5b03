import { isLater, plus } from '../support/timestamp.ts';
import type { EvidenceContext } from './context.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

/**
 * Whether the password was changed after the restriction, or within the lookback before it. What the cloud shows of an
 * on-premises password is not documented, so only a later time says anything there.
 */
export function passwordReset(facts: TenantFacts, { restrictedAt, policy }: EvidenceContext): Verdict {
  const from = plus(restrictedAt, -policy.passwordLookbackMs);
  const lookback = policy.passwordLookbackMs === 0 ? '' : ` less the lookback: ${from}`;
  const basis = {
    source: 'Microsoft Graph user.lastPasswordChangeDateTime',
    comparedTo: `the restriction at ${restrictedAt}${lookback}`,
  };
  return judgeUser(facts, basis, ({ lastPasswordChangeAt, onPremises }) => {
    if (lastPasswordChangeAt === undefined)
      return inconclusive(basis, 'the directory has no time of a password change');
    const changed = `password last changed at ${lastPasswordChangeAt}`;
    if (isLater(lastPasswordChangeAt, from)) return pass(basis, changed);
    return onPremises
      ? inconclusive(basis, `${changed} as far as the cloud knows; the account is kept on premises`)
      : fail(basis, `${changed}, before the restriction`);
  });
}
