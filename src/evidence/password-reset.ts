import { isLater, plus } from '../support/timestamp.ts';
import type { EvidenceContext } from './context.ts';
import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

const ATTEST = 'let the policy have passwordReset rest on the attestation (attest)';
const ON_PREMISES = `change the password where it is kept and ${ATTEST}: nothing here can show that it was changed there`;
const ELSEWHERE = `nothing here can show a password that another identity provider keeps: see that it was changed there and ${ATTEST}`;
const NO_TIME = 'set a new password: the directory then shows when';

/**
 * Whether the password was changed after the restriction, or within the lookback before it. No time says so of a password
 * that is kept elsewhere: on premises (a later one would under password hash synchronisation, which is not read here), or
 * with another identity provider, which shows where the app may ask about the domain. An account that is synchronised from
 * nowhere has its password in the cloud, as far as Microsoft tells without that.
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
      const remedy = onPremises === true ? ON_PREMISES : NO_TIME;
      return inconclusive(basis, 'the directory has no time of a password change', remedy);
    }
    const changed = `password last changed at ${lastPasswordChangeAt}`;
    if (onPremises === true) {
      return inconclusive(basis, `${changed} as far as the cloud knows; the account is kept on premises`, ON_PREMISES);
    }
    if (onPremises === undefined) {
      return inconclusive(basis, `${changed}, and the directory does not say where the password is kept`, ELSEWHERE);
    }
    return isLater(lastPasswordChangeAt, from)
      ? pass(basis, changed)
      : fail(basis, `${changed}, before the restriction`);
  });
}
