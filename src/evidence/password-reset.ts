import { isLater, plus } from '../support/timestamp.ts';
import type { EvidenceContext } from './context.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

const ATTEST = 'or let the policy have passwordReset rest on the attestation (attest)';
const ON_PREMISES = `change the password where it is kept and let that be synchronised, ${ATTEST}`;
const ELSEWHERE = `nothing here can show a password that another identity provider keeps: see that it was changed there, ${ATTEST}`;
const NO_TIME = 'set a new password: the directory then shows when';

/**
 * Whether the password was changed after the restriction, or within the lookback before it. What the cloud shows of an
 * on-premises password is not documented, so only a later time says anything there; of a federated one no time does.
 */
export function passwordReset(facts: TenantFacts, { restrictedAt, policy }: EvidenceContext): Verdict {
  const from = plus(restrictedAt, -policy.passwordLookbackMs);
  const lookback = policy.passwordLookbackMs === 0 ? '' : ` less the lookback: ${from}`;
  const basis = {
    source: 'Microsoft Graph user.lastPasswordChangeDateTime',
    comparedTo: `the restriction at ${restrictedAt}${lookback}`,
  };
  return judgeUser(facts, basis, ({ lastPasswordChangeAt, onPremises }) => {
    if (facts.federated?.known && facts.federated.value) {
      return inconclusive(basis, 'another identity provider keeps the password: the domain is federated', ELSEWHERE);
    }
    if (lastPasswordChangeAt === undefined) {
      return inconclusive(basis, 'the directory has no time of a password change', NO_TIME);
    }
    const changed = `password last changed at ${lastPasswordChangeAt}`;
    if (isLater(lastPasswordChangeAt, from)) return pass(basis, changed);
    return onPremises
      ? inconclusive(basis, `${changed} as far as the cloud knows; the account is kept on premises`, ON_PREMISES)
      : fail(basis, `${changed}, before the restriction`);
  });
}
