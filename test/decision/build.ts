import { decide, type Decision, type DecisionInput, type TenantObservation } from '../../src/decision/decide.ts';
import type { TenantFacts } from '../../src/evidence/evidence.ts';
import type { Restriction } from '../../src/ports/exchange.ts';
import { known } from '../../src/support/reading.ts';
import { evidence, policy, request } from '../approval/build.ts';

export const RESTRICTED_AT = '2026-11-23T07:41:00.000Z';

/** A row of the list about the request's own mailbox. */
export function row(over: Partial<Restriction> = {}): Restriction {
  return {
    entity: { mailbox: 'alice@contoso.com' },
    createdAt: RESTRICTED_AT,
    changedAt: undefined,
    unreadableTime: false,
    temporary: false,
    reason: { kind: 'outboundSpam', raw: 'OutboundSpamLast24Hours=23' },
    ...over,
  };
}

/** A tenant in which everything was done that the request states. */
export function facts(over: Partial<TenantFacts> = {}): TenantFacts {
  return {
    observedAt: '2026-11-23T10:01:00.000Z',
    addresses: known(['alice@contoso.com', 'a.smith@contoso.com']),
    subject: known({ kind: 'entity' }),
    user: known({
      id: 'user-1',
      userPrincipalName: 'alice@contoso.com',
      addresses: ['alice@contoso.com'],
      enabled: true,
      lastPasswordChangeAt: '2026-11-23T08:20:00.000Z',
      sessionsValidFrom: '2026-11-23T08:20:00.000Z',
      onPremises: false,
    }),
    strongMethods: known({ source: 'methods', registered: true, addedAt: ['2025-01-01T00:00:00.000Z'] }),
    forwarding: known('none'),
    inboxRules: known([]),
    ...over,
  };
}

export function observation(over: Partial<TenantObservation> = {}): TenantObservation {
  return {
    facts: facts(),
    restrictions: { observedAt: '2026-11-23T10:02:00.000Z', list: { complete: true }, named: [row()], others: [] },
    unblocks: [],
    lifted: [],
    ...over,
  };
}

/** An input that is approved, unless told otherwise. */
export function input(over: Partial<DecisionInput> = {}): DecisionInput {
  return {
    now: '2026-11-23T10:03:00.000Z',
    request: request(),
    policies: { landing: policy(), tip: policy() },
    approval: evidence(),
    tenant: observation(),
    ...over,
  };
}

/** The reasons of every predicate that does not hold. */
export function refusals(decision: Decision): string {
  return decision.predicates.flatMap(({ satisfied, reason }) => (satisfied ? [] : [reason])).join('\n');
}

export function decided(over: Partial<DecisionInput>): Decision {
  return decide(input(over));
}
