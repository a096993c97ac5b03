import type { TenantObservation } from '../decision/decide.ts';
import type { RestrictionView } from '../decision/restriction-view.ts';
import type { TenantFacts } from '../evidence/evidence.ts';
import type { Evidence, Given, Restriction } from '../generated/policy-tests.ts';
import type { UnblockRequest } from '../request/request.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import { plus, type Timestamp } from '../support/timestamp.ts';
import { caseTime, type CaseTimes } from './case-times.ts';

/** What a case says that a check shows. */
type Result = NonNullable<Evidence['mfa']>;

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;
const UNREADABLE = unknown('the case says that it can not be read');

/** A tenant that shows what a case says: facts from which the program's own checks come to those results. */
export function caseTenant(given: Given, request: UnblockRequest, times: CaseTimes): TenantObservation {
  return {
    facts: 'connector' in request.entity ? factsOfConnector(times) : factsOf(given.evidence ?? {}, request, times),
    restrictions: restrictionsOf(given.restriction ?? {}, request, times),
    unblocks: (given.history?.unblocks ?? []).map(caseTime),
    lifted: [],
  };
}

function restrictionsOf(
  { listed = true, temporary, reason }: Restriction,
  { entity }: UnblockRequest,
  { createdAt, changedAt, now }: CaseTimes,
): RestrictionView {
  const kind = reason?.kind ?? ('connector' in entity ? 'connector' : 'outboundSpam');
  const row = {
    entity,
    createdAt,
    changedAt,
    temporary,
    unreadableTime: false,
    reason: { kind, raw: reason?.raw ?? '' },
  };
  return { observedAt: now, list: { complete: true }, named: listed ? [row] : [], others: [] };
}

function factsOfConnector({ observedAt }: CaseTimes): TenantFacts {
  return { observedAt, addresses: known([]) };
}

function factsOf(evidence: Evidence, request: UnblockRequest, times: CaseTimes): TenantFacts {
  const { securedAccount } = request;
  const address = 'mailbox' in request.entity ? request.entity.mailbox : '';
  return {
    observedAt: times.observedAt,
    addresses: known([address]),
    ...(securedAccount === undefined ? {} : { securedAddresses: known([securedAccount]) }),
    subject: known({ kind: securedAccount === undefined ? 'entity' : 'securedAccount' }),
    user: userOf(evidence, securedAccount ?? address, times),
    strongMethods: shown(evidence.mfa, {
      pass: { source: 'methods', registered: true, addedAt: [null] },
      fail: { source: 'methods', registered: false, addedAt: [] },
      // A report that does not say how old it is.
      unknown: { source: 'registrationReport', registered: true, addedAt: [] },
    }),
    risk: shown(evidence.riskyUser, { pass: 'none', fail: 'atRisk', unknown: undefined }),
    forwarding: shown(evidence.forwarding, { pass: 'none', fail: 'external', unknown: 'unresolved' }),
    inboxRules: shown(evidence.inboxRules, {
      pass: [],
      fail: [{ enabled: true, suspicious: ['forwardsOut'] }],
      unknown: undefined,
    }),
  };
}

function userOf(evidence: Evidence, address: string, { restrictedAt }: CaseTimes): NonNullable<TenantFacts['user']> {
  const { passwordReset, sessionsRevoked, accountEnabled } = evidence;
  if ([passwordReset, sessionsRevoked, accountEnabled].includes('unreadable')) return UNREADABLE;
  return known({
    id: address,
    userPrincipalName: address,
    addresses: [address],
    enabled: accountEnabled === 'unknown' ? undefined : accountEnabled !== 'fail',
    lastPasswordChangeAt: doneAt(passwordReset, restrictedAt),
    sessionsValidFrom: doneAt(sessionsRevoked, restrictedAt),
    onPremises: false,
  });
}

/** Two days before are more than any lookback reaches. */
function doneAt(result: Result = 'pass', restrictedAt: Timestamp): Timestamp | undefined {
  if (result === 'unknown') return undefined;
  return plus(restrictedAt, result === 'pass' ? MINUTE_MS : -2 * DAY_MS);
}

/** What proves nothing is not always something to read: some answers leave no doubt. */
function shown<T>(
  result: Result = 'pass',
  readings: { readonly pass: T; readonly fail: T; readonly unknown: T | undefined },
): Reading<T> {
  const value = result === 'unreadable' ? undefined : readings[result];
  return value === undefined ? UNREADABLE : known(value);
}
