import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import type { EvidenceContext } from './context.ts';
import type { MethodFacts, TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, unreadable, type Basis, type Verdict } from './result.ts';
import { judgeUser } from './subject.ts';

const WHOSE =
  'ask the owner whether the method is his: remove one that is not; for one that is, the policy can let mfa rest on the attestation (attest)';
const AGELESS = 'grant the reading app UserAuthenticationMethod.Read.All, so that the methods themselves can be read';
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Whether a strong method is registered that need not be the intruder's. A method added between a week before the
 * restriction and the attestation may be his. Graph gives no time for most kinds of method and the report for none, so
 * one without a time counts: the person who attests has looked at it.
 */
export function mfa(facts: TenantFacts, context: EvidenceContext): Verdict {
  const { strongMethods } = facts;
  const source =
    strongMethods?.known && strongMethods.value.source === 'registrationReport'
      ? 'Microsoft Graph userRegistrationDetails'
      : 'Microsoft Graph authentication/methods';
  const basis = { source, comparedTo: `the restriction at ${context.restrictedAt}` };
  return judgeUser(facts, basis, () => {
    if (!strongMethods) return unreadable(basis, { reason: 'the methods were not asked for' });
    if (!strongMethods.known) return unreadable(basis, strongMethods);
    return strongMethods.value.source === 'methods'
      ? judgeMethods(strongMethods.value, basis, context, facts.observedAt)
      : judgeReport(strongMethods.value, basis, context);
  });
}

function judgeMethods(methods: MethodFacts, basis: Basis, context: EvidenceContext, observedAt: Timestamp): Verdict {
  if (!methods.registered) return fail(basis, 'no strong method is registered');
  const from = plus(context.restrictedAt, -WEEK_MS);
  const until = context.attestations.mfa?.attestedAt ?? observedAt;
  const times = methods.addedAt.filter((time) => time !== null);
  const doubtful = times.filter((time) => !isLater(from, time) && !isLater(time, until));
  const compared = { ...basis, comparedTo: `${basis.comparedTo}; methods added from ${from} to ${until}` };
  if (doubtful.length > 0) {
    const added = `a strong method was added at ${doubtful.join(' and ')}`;
    return inconclusive(compared, `${added}: it may be the intruder's`, WHOSE);
  }
  const untimed = methods.addedAt.length - times.length;
  const added = times.length > 0 ? `, added at ${times.join(' and ')}` : '';
  return pass(compared, `a strong method is registered${added}${untimed > 0 ? `; ${untimed} without a time` : ''}`);
}

/** The report lags behind: it proves nothing about what came later than it. */
function judgeReport({ registered, reportedAt }: MethodFacts, basis: Basis, context: EvidenceContext): Verdict {
  if (reportedAt === undefined)
    return inconclusive(basis, 'the registration report does not say how old it is', AGELESS);
  if (!isLater(reportedAt, context.restrictedAt)) {
    return inconclusive(basis, `the registration report of ${reportedAt} is older than the restriction`);
  }
  if (registered) return pass(basis, `the registration report of ${reportedAt} shows a strong method`);
  const attestedAt = context.attestations.mfa?.attestedAt;
  return attestedAt !== undefined && isLater(attestedAt, reportedAt)
    ? inconclusive(basis, `the registration report of ${reportedAt} is older than the attestation of ${attestedAt}`)
    : fail(basis, `the registration report of ${reportedAt} shows no strong method`);
}
