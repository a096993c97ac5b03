import { describe, expect, it } from 'vitest';
import { evaluateEvidence, type EvidenceCheck, type TenantFacts } from '../../src/evidence/evidence.ts';
import type { UserRisk } from '../../src/ports/directory.ts';
import type { Forwarding } from '../../src/ports/exchange.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { context, facts, RESTRICTED_AT, SECURED_USER } from './facts.ts';

type Outcome = 'pass' | 'fail' | 'unknown' | 'unreadable';

function outcome(check: EvidenceCheck, given: TenantFacts, within = context()): Outcome | undefined {
  const result = evaluateEvidence(given, within).find((one) => one.check === check);
  return result?.unreadable === true ? 'unreadable' : result?.result;
}

describe('evidence', () => {
  it('has one result for each check that is on, with what it was compared to', () => {
    const results = evaluateEvidence(facts(), context());
    expect(results.map(({ check, result }) => [check, result])).toEqual([
      ['passwordReset', 'pass'],
      ['mfa', 'pass'],
      ['sessionsRevoked', 'pass'],
      ['accountEnabled', 'pass'],
      ['forwarding', 'pass'],
      ['inboxRules', 'pass'],
      ['riskyUser', 'pass'],
    ]);
    expect(results[0]).toEqual({
      check: 'passwordReset',
      result: 'pass',
      observed: 'password last changed at 2026-11-23T08:20:00.000Z',
      comparedTo: `the restriction at ${RESTRICTED_AT}`,
      observedAt: '2026-11-23T09:00:00.000Z',
      source: 'Microsoft Graph user.lastPasswordChangeDateTime',
      unreadable: false,
    });
  });

  it('has none for a check that is off, and none at all for a connector', () => {
    const { policy } = context();
    const off = context({ policy: { ...policy, mfa: 'off' } });
    expect(outcome('mfa', facts(), off)).toBeUndefined();
    expect(evaluateEvidence({ observedAt: RESTRICTED_AT, addresses: known([]) }, context())).toEqual([]);
  });

  it('is the same again from facts that went through JSON', () => {
    const given = facts({ strongMethods: known({ source: 'methods', registered: true, addedAt: [null] }) });
    const again: TenantFacts = JSON.parse(JSON.stringify(given));
    expect(evaluateEvidence(again, context())).toEqual(evaluateEvidence(given, context()));
  });

  it('never passes on facts that are not there', () => {
    const empty: TenantFacts = {
      observedAt: RESTRICTED_AT,
      addresses: unknown('x'),
      subject: known({ kind: 'entity' }),
    };
    expect(evaluateEvidence(empty, context()).map(({ result }) => result)).toEqual(Array(7).fill('unknown'));
  });
});

describe('whose sign-ins count', () => {
  const SIGN_IN: readonly EvidenceCheck[] = ['passwordReset', 'mfa', 'sessionsRevoked', 'accountEnabled', 'riskyUser'];

  it.each<[string, TenantFacts['subject'] & object, Outcome]>([
    ['the secured account', known({ kind: 'securedAccount' }), 'pass'],
    ['nobody, at a shared mailbox', known({ kind: 'nobody' }), 'unknown'],
    ['an account that does not count', known({ kind: 'notCounted', reason: 'no right' }), 'fail'],
    ['somebody, and the tenant does not say who', unknown('403'), 'unreadable'],
  ])('%s', (_, subject, expected) => {
    const given = facts({ subject });
    expect(SIGN_IN.map((check) => outcome(check, given))).toEqual(SIGN_IN.map(() => expected));
    expect([outcome('forwarding', given), outcome('inboxRules', given)]).toEqual(['pass', 'pass']);
  });

  it.each<[string, TenantFacts['user'] & object, Outcome]>([
    ['a user the directory has not', known(null), 'unknown'],
    ['a user that can not be read', unknown('403'), 'unreadable'],
  ])('%s', (_, read, expected) => {
    expect(SIGN_IN.map((check) => outcome(check, facts({ user: read })))).toEqual(SIGN_IN.map(() => expected));
  });
});

describe('an unknown that no waiting cures', () => {
  const remedyOf = (check: EvidenceCheck, given: Partial<TenantFacts>): string | undefined =>
    evaluateEvidence(facts(given), context()).find((one) => one.check === check)?.remedy;
  const strong = (addedAt: readonly (string | null)[]) =>
    known({ source: 'methods' as const, registered: true, addedAt });

  it.each<[string, EvidenceCheck, Partial<TenantFacts>, RegExp]>([
    ['a missing right', 'mfa', { strongMethods: unknown('403', 'grant it') }, /^grant it$/u],
    ['a cloud without the API', 'riskyUser', { risk: unknown('china', 'switch it off') }, /^switch it off$/u],
    ['a shared mailbox alone', 'passwordReset', { subject: known({ kind: 'nobody' }) }, /securedAccount/u],
    ['a user that is not there', 'accountEnabled', { user: known(null) }, /which account/u],
    [
      'a password kept on premises',
      'passwordReset',
      { user: known({ ...SECURED_USER, onPremises: true }) },
      /where it is kept and .* attest/u,
    ],
    [
      'a password kept on premises of which there is no time',
      'passwordReset',
      { user: known({ ...SECURED_USER, onPremises: true, lastPasswordChangeAt: undefined }) },
      /where it is kept and .* attest/u,
    ],
    ['a federated domain', 'passwordReset', { federated: known(true) }, /identity provider/u],
    ['a method of the wrong week', 'mfa', { strongMethods: strong(['2026-11-23T08:00:00.000Z']) }, /ask the owner/u],
    ['forwarding to nowhere certain', 'forwarding', { forwarding: known('unresolved') }, /end the forwarding/u],
    ['forwarding that is not shown', 'forwarding', { forwarding: known('notShown') }, /Global Reader/u],
    ['no mailbox', 'forwarding', { forwarding: known(null) }, /which mailbox/u],
    [
      'a rule that is not clear',
      'inboxRules',
      { inboxRules: known([{ enabled: true, suspicious: [], unclear: ['moves'] }]) },
      /look through/u,
    ],
  ])('says what does: %s', (_, check, given, remedy) => {
    expect(remedyOf(check, given)).toMatch(remedy);
    expect(outcome(check, facts(given))).toMatch(/unknown|unreadable/u);
  });

  it.each<[string, EvidenceCheck, Partial<TenantFacts>]>([
    ['a service that did not answer', 'mfa', { strongMethods: unknown('503') }],
    ['a report that lags behind', 'mfa', { strongMethods: reportOf('2026-11-23T07:00:00.000Z') }],
    ['a pass', 'passwordReset', {}],
    ['a fail', 'forwarding', { forwarding: known('external') }],
  ])('is not claimed for %s', (_, check, given) => {
    expect(remedyOf(check, given)).toBeUndefined();
  });
});

function reportOf(reportedAt: string): TenantFacts['strongMethods'] & object {
  return known({ source: 'registrationReport', registered: true, addedAt: [], reportedAt });
}

describe('the password', () => {
  const HOUR = 3_600_000;

  it.each<[string, string | undefined, boolean | undefined, number, Outcome]>([
    ['after the restriction', '2026-11-23T07:41:00.001Z', false, 0, 'pass'],
    ['in the moment of the restriction', RESTRICTED_AT, false, 0, 'fail'],
    ['before the restriction', '2026-11-23T07:40:59.999Z', false, 0, 'fail'],
    ['within the lookback', '2026-11-23T06:41:00.001Z', false, HOUR, 'pass'],
    ['at the edge of the lookback', '2026-11-23T06:41:00.000Z', false, HOUR, 'fail'],
    ['never, as far as is known', undefined, false, 0, 'unknown'],
    ['on premises, later', '2026-11-23T08:00:00.000Z', true, 0, 'unknown'],
    ['on premises, earlier', '2026-11-22T08:00:00.000Z', true, 0, 'unknown'],
    ['on premises, never as far as is known', undefined, true, 0, 'unknown'],
    ['nobody knows where, later', '2026-11-23T08:00:00.000Z', undefined, 0, 'unknown'],
  ])('changed %s', (_, lastPasswordChangeAt, onPremises, passwordLookbackMs, expected) => {
    const within = context({ policy: { ...context().policy, passwordLookbackMs } });
    const given = facts({ user: known({ ...SECURED_USER, lastPasswordChangeAt, onPremises }) });
    expect(outcome('passwordReset', given, within)).toBe(expected);
  });
});

describe('the password of a federated account', () => {
  it.each<[string, TenantFacts['federated'] & object, Outcome]>([
    ['is kept elsewhere, whatever the cloud shows', known(true), 'unknown'],
    ['is kept here where the domain is managed', known(false), 'pass'],
    ['counts as kept here where nobody may ask', unknown('403', 'grant it'), 'pass'],
  ])('%s', (_, federated, expected) => {
    expect(outcome('passwordReset', facts({ federated }))).toBe(expected);
  });

  it('does not rest on the attestation where nobody may ask and it was not changed in time', () => {
    const user = known({ ...SECURED_USER, lastPasswordChangeAt: RESTRICTED_AT });
    expect(outcome('passwordReset', facts({ user, federated: unknown('403') }))).toBe('fail');
    expect(outcome('passwordReset', facts({ user, federated: known(true) }))).toBe('unknown');
  });
});

describe('sessions and the account', () => {
  it.each<[string | undefined, Outcome]>([
    ['2026-11-23T07:41:00.001Z', 'pass'],
    [RESTRICTED_AT, 'fail'],
    ['2026-11-22T00:00:00.000Z', 'fail'],
    [undefined, 'unknown'],
  ])('valid from %s', (sessionsValidFrom, expected) => {
    expect(outcome('sessionsRevoked', facts({ user: known({ ...SECURED_USER, sessionsValidFrom }) }))).toBe(expected);
  });

  it.each<[boolean | undefined, Outcome]>([
    [true, 'pass'],
    [false, 'fail'],
    [undefined, 'unknown'],
  ])('enabled: %s', (enabled, expected) => {
    expect(outcome('accountEnabled', facts({ user: known({ ...SECURED_USER, enabled }) }))).toBe(expected);
  });
});

describe('the second factor', () => {
  const methods = (...addedAt: readonly (string | null)[]) =>
    facts({ strongMethods: known({ source: 'methods', registered: addedAt.length > 0, addedAt }) });

  it.each<[string, readonly (string | null)[], Outcome]>([
    ['none', [], 'fail'],
    ['one of long ago', ['2026-01-01T00:00:00.000Z'], 'pass'],
    ['one of just over a week before', ['2026-11-16T07:40:59.999Z'], 'pass'],
    ['one of a week before', ['2026-11-16T07:41:00.000Z'], 'unknown'],
    ['one of the day before', ['2026-11-22T07:41:00.000Z'], 'unknown'],
    ['one of between restriction and attestation', ['2026-11-23T08:00:00.000Z'], 'unknown'],
    ['one of the moment of the attestation', ['2026-11-23T08:30:00.000Z'], 'unknown'],
    ['one of after the attestation', ['2026-11-23T08:30:00.001Z'], 'pass'],
    ['one of long ago and a fresh one', ['2026-01-01T00:00:00.000Z', '2026-11-22T00:00:00.000Z'], 'unknown'],
    ['one without a time', [null], 'pass'],
    ['one without a time and a fresh one', [null, '2026-11-22T00:00:00.000Z'], 'unknown'],
  ])('%s', (_, addedAt, expected) => {
    expect(outcome('mfa', methods(...addedAt))).toBe(expected);
  });

  it('added before it was looked at is in doubt where nobody attests', () => {
    expect(outcome('mfa', methods('2026-11-23T08:59:00.000Z'), context({ attestations: {} }))).toBe('unknown');
  });

  const report = (registered: boolean, reportedAt?: string) =>
    facts({
      strongMethods: known({
        source: 'registrationReport',
        registered,
        addedAt: [],
        ...(reportedAt === undefined ? {} : { reportedAt }),
      }),
    });

  it.each<[string, boolean, string | undefined, Outcome]>([
    ['shows one', true, '2026-11-23T08:45:00.000Z', 'pass'],
    ['shows none', false, '2026-11-23T08:45:00.000Z', 'fail'],
    ['shows none, before the attestation', false, '2026-11-23T08:00:00.000Z', 'unknown'],
    ['shows one, before the restriction', true, '2026-11-23T07:00:00.000Z', 'unknown'],
    ['shows none, before the restriction', false, '2026-11-23T07:00:00.000Z', 'unknown'],
    ['shows one, and not its age', true, undefined, 'unknown'],
  ])('where the report %s', (_, registered, reportedAt, expected) => {
    expect(outcome('mfa', report(registered, reportedAt))).toBe(expected);
  });

  it('can not be told where neither source answers', () => {
    expect(outcome('mfa', facts({ strongMethods: unknown('403') }))).toBe('unreadable');
  });
});

describe('forwarding', () => {
  it.each<[Forwarding | null, Outcome]>([
    ['none', 'pass'],
    ['internal', 'pass'],
    ['external', 'fail'],
    ['unresolved', 'unknown'],
    ['notShown', 'unknown'],
    [null, 'unknown'],
  ])('%s', (forwarding, expected) => {
    expect(outcome('forwarding', facts({ forwarding: known(forwarding) }))).toBe(expected);
  });

  it('that can not be read', () => {
    expect(outcome('forwarding', facts({ forwarding: unknown('403') }))).toBe('unreadable');
  });
});

describe('inbox rules', () => {
  it.each<[string, NonNullable<TenantFacts['inboxRules']>, Outcome]>([
    ['that do nothing bad', known([{ enabled: true, suspicious: [] }]), 'pass'],
    ['that are bad and off', known([{ enabled: false, suspicious: ['forwardsOut'] }]), 'pass'],
    [
      'of which one is bad',
      known([
        { enabled: true, suspicious: [] },
        { enabled: true, suspicious: ['hides'] },
      ]),
      'fail',
    ],
    ['of which one is not clear', known([{ enabled: true, suspicious: [], unclear: ['forwards'] }]), 'unknown'],
    ['that are not clear and off', known([{ enabled: false, suspicious: [], unclear: ['moves'] }]), 'pass'],
    [
      'of which one is bad and one not clear',
      known([
        { enabled: true, suspicious: ['deletes'] },
        { enabled: true, suspicious: [], unclear: ['moves'] },
      ]),
      'fail',
    ],
    ['that can not be read', unknown('403'), 'unreadable'],
  ])('%s', (_, inboxRules, expected) => {
    expect(outcome('inboxRules', facts({ inboxRules }))).toBe(expected);
  });
});

describe('risk', () => {
  it.each<[UserRisk, Outcome]>([
    ['none', 'pass'],
    ['remediated', 'pass'],
    ['atRisk', 'fail'],
  ])('%s', (risk, expected) => {
    expect(outcome('riskyUser', facts({ risk: known(risk) }))).toBe(expected);
  });

  it('that can not be read', () => {
    expect(outcome('riskyUser', facts({ risk: unknown('no licence') }))).toBe('unreadable');
  });
});
