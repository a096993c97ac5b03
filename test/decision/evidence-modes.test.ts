import { describe, expect, it } from 'vitest';
import type { DecisionInput } from '../../src/decision/decide.ts';
import { shortfalls } from '../../src/decision/shortfalls.ts';
import type { TenantFacts } from '../../src/evidence/evidence.ts';
import type { EvidenceMode, EvidencePolicy } from '../../src/policy/policy.ts';
import type { Outcome } from '../../src/policy/predicate.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { policy, request } from '../approval/build.ts';
import { decided, facts, observation, refusals } from './build.ts';

type Shown = 'pass' | 'fail' | 'unknown' | 'unreadable';

const OFF = {
  mfa: 'off',
  sessionsRevoked: 'off',
  accountEnabled: 'off',
  forwarding: 'off',
  inboxRules: 'off',
} as const;
const ATTESTED_AT = { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z' };
const FALSE_POSITIVE = {
  assessment: 'falsePositive',
  attestations: { mfa: ATTESTED_AT, investigation: ATTESTED_AT },
} as const;

/** An input whose policy only asks for what is given. */
function asking(evidence: Partial<EvidencePolicy>, shown: TenantFacts): Partial<DecisionInput> {
  const ask = policy({ falsePositive: { required: 1 } });
  const tip = { ...ask, evidence: { ...ask.evidence, ...OFF, passwordReset: 'off' as const, ...evidence } };
  return { policies: { landing: tip, tip }, tenant: observation({ facts: shown }) };
}

function user(over: object): TenantFacts {
  const { user: secured } = facts();
  return facts({ user: secured?.known && secured.value ? known({ ...secured.value, ...over }) : unknown('no user') });
}

const PASSWORD: Readonly<Record<Shown, TenantFacts>> = {
  pass: facts(),
  fail: user({ lastPasswordChangeAt: '2026-11-01T00:00:00.000Z' }),
  unknown: user({ lastPasswordChangeAt: undefined }),
  unreadable: facts({ user: unknown('503') }),
};
const SESSIONS: Readonly<Record<Shown, TenantFacts>> = {
  ...PASSWORD,
  fail: user({ sessionsValidFrom: '2026-11-01T00:00:00.000Z' }),
  unknown: user({ sessionsValidFrom: undefined }),
};
const MFA: Readonly<Record<Shown, TenantFacts>> = {
  pass: facts(),
  fail: facts({ strongMethods: known({ source: 'methods', registered: false, addedAt: [] }) }),
  unknown: facts({ strongMethods: known({ source: 'registrationReport', registered: true, addedAt: [] }) }),
  unreadable: facts({ strongMethods: unknown('503') }),
};

describe('what a check is worth', () => {
  it.each<[EvidenceMode, Readonly<Record<Shown, Outcome>>]>([
    ['require', { pass: 'approved', fail: 'pending', unknown: 'pending', unreadable: 'indeterminate' }],
    ['attest', { pass: 'approved', fail: 'pending', unknown: 'approved', unreadable: 'approved' }],
    ['warn', { pass: 'approved', fail: 'approved', unknown: 'approved', unreadable: 'approved' }],
    ['off', { pass: 'approved', fail: 'approved', unknown: 'approved', unreadable: 'approved' }],
  ])('under %s', (mode, outcomes) => {
    for (const shown of ['pass', 'fail', 'unknown', 'unreadable'] as const) {
      const password = decided(asking({ passwordReset: mode }, PASSWORD[shown])).outcome;
      const mfa = decided(asking({ mfa: mode }, MFA[shown])).outcome;
      expect({ shown, password, mfa }).toEqual({ shown, password: outcomes[shown], mfa: outcomes[shown] });
    }
  });

  it.each(['unknown', 'unreadable'] as const)('is said where the attestation stands in: %s', (shown) => {
    const { predicates } = decided(asking({ mfa: 'attest' }, MFA[shown]));
    const said = predicates.find(({ name }) => name === 'evidence.mfa');
    expect(said).toMatchObject({ satisfied: true, reason: expect.stringMatching(/^rests on the attestation: /u) });
  });

  it.each<[keyof EvidencePolicy, Readonly<Record<Shown, TenantFacts>>, Outcome]>([
    ['passwordReset', PASSWORD, 'approved'],
    ['sessionsRevoked', SESSIONS, 'approved'],
    ['mfa', MFA, 'pending'],
  ])('is less after a false positive for what was not reset: %s', (check, shown, outcome) => {
    const input = asking({ [check]: 'require' }, shown.fail);
    expect(decided({ ...input, request: request(FALSE_POSITIVE) }).outcome).toBe(outcome);
    expect(decided(input).outcome).toBe('pending');
  });
});

describe('the account behind an address', () => {
  const outcomeOf = (holders: TenantFacts['holders'] & object) => {
    const decision = decided(asking({}, facts({ holders })));
    return { outcome: decision.outcome, refusals: refusals(decision) };
  };

  it.each<[string, TenantFacts['holders'] & object, Outcome, string]>([
    ['is one user', { entity: 'one' }, 'approved', ''],
    ['is one user each', { entity: 'one', securedAccount: 'one' }, 'approved', ''],
    ['is nobody', { entity: 'nobody' }, 'pending', 'no user of the directory holds the address of the mailbox'],
    ['is several users', { entity: 'several' }, 'indeterminate', 'several users of the directory hold the address'],
    ['is nobody, secured', { entity: 'one', securedAccount: 'nobody' }, 'pending', 'address of the securedAccount'],
    ['is several, secured', { entity: 'unread', securedAccount: 'several' }, 'indeterminate', 'of the securedAccount'],
    ['can not be looked up', { entity: 'unread' }, 'approved', ''],
  ])('%s, even where the policy asks for nothing', (_, holders, outcome, says) => {
    expect(outcomeOf(holders)).toEqual({ outcome, refusals: expect.stringContaining(says) });
  });

  it('has to have known addresses, as another request could ask for the same, even where the policy asks for nothing', () => {
    const decision = decided(asking({}, facts({ addresses: unknown('403', 'grant it') })));
    expect({ outcome: decision.outcome, refusals: refusals(decision) }).toEqual({
      outcome: 'indeterminate',
      refusals: 'the addresses of the account are not known: 403. Waiting does not cure this: grant it',
    });
  });

  it('may have unknown addresses as the secured one, where no policy asks about them', () => {
    expect(decided(asking({}, facts({ securedAddresses: unknown('403') }))).outcome).toBe('approved');
  });

  it('is not asked for where the entity is not restricted', () => {
    const restrictions = {
      observedAt: ATTESTED_AT.attestedAt,
      list: { complete: true as const },
      named: [],
      others: [],
    };
    const tenant = observation({ facts: facts({ holders: { entity: 'nobody' } }), restrictions });
    expect(decided({ tenant }).outcome).toBe('approved');
  });
});

describe('what is missing', () => {
  it('names what cures an unknown where waiting does not', () => {
    const shown = facts({ strongMethods: unknown('403', 'grant it') });
    expect(shortfalls(decided(asking({ mfa: 'require' }, shown)))).toEqual([
      'could not be read: 403. Waiting does not cure this: grant it',
    ]);
  });

  it('says no more where waiting may cure it, or where it blocks nothing', () => {
    expect(shortfalls(decided(asking({ mfa: 'require' }, MFA.unreadable)))).toEqual(['could not be read: 503']);
    const shown = facts({ strongMethods: unknown('403', 'grant it') });
    expect(shortfalls(decided(asking({ mfa: 'warn' }, shown)))).toEqual([]);
  });

  it('says the same once', () => {
    const shown = facts({ subject: known({ kind: 'nobody' }) });
    expect(shortfalls(decided(asking({ mfa: 'require', passwordReset: 'require' }, shown)))).toHaveLength(1);
  });
});
