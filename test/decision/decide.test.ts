import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ApprovedDecision, Decision, DecisionInput } from '../../src/decision/decide.ts';
import type { Outcome } from '../../src/policy/predicate.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { evidence, policy, request, review } from '../approval/build.ts';
import { decided, facts, input, observation, refusals, RESTRICTED_AT, row } from './build.ts';

const LIST_AT = '2026-11-23T10:02:00.000Z';
const listed = (...named: ReturnType<typeof row>[]) =>
  observation({ restrictions: { observedAt: LIST_AT, list: { complete: true }, named, others: [] } });
const attested = (attestedAt: string) => ({ attestedBy: 'dana@contoso.com', attestedAt });
const attestedAt = (at: string) => request({ attestations: { mfa: attested(at), passwordReset: attested(at) } });

const cases: readonly (readonly [string, Outcome, string, Partial<DecisionInput>])[] = [
  ['everything holds', 'approved', '', {}],
  ['the tenant was not asked', 'pending', '', { tenant: null }],
  [
    'nobody approved, whatever the tenant shows',
    'denied',
    '0 of 1',
    { approval: evidence({ reviews: known([]) }), tenant: observation() },
  ],
  [
    'the list is incomplete',
    'indeterminate',
    'incomplete: page 2 is missing',
    {
      tenant: observation({
        restrictions: {
          observedAt: LIST_AT,
          list: { complete: false, reason: 'page 2 is missing' },
          named: [row()],
          others: [],
        },
      }),
    },
  ],
  ['the entity is not on the list', 'approved', '', { tenant: listed() }],
  [
    'the entity is not on the list and its other addresses are not known',
    'indeterminate',
    "the account's other addresses are not known",
    { tenant: { ...listed(), facts: facts({ addresses: unknown('403') }) } },
  ],
  [
    'an alias of the account is on the list instead',
    'pending',
    'another address of this account is on the list',
    {
      tenant: observation({
        restrictions: {
          observedAt: LIST_AT,
          list: { complete: true },
          named: [],
          others: [row({ entity: { mailbox: 'a.smith@contoso.com' } })],
        },
      }),
    },
  ],
  [
    "the restriction's created time is missing",
    'indeterminate',
    "the restriction's time is not known",
    { tenant: listed(row({ createdAt: undefined })) },
  ],
  [
    "the restriction's changed time can not be read",
    'indeterminate',
    'it says ChangedDatetime "soon"',
    { tenant: listed(row({ unreadableTime: true, unread: { ChangedDatetime: 'soon', TemporaryBlock: 'x' } })) },
  ],
  [
    'one of two duplicate rows has no time',
    'indeterminate',
    "the restriction's time is not known",
    { tenant: listed(row(), row({ createdAt: undefined })) },
  ],
  [
    'the newer of two duplicate rows is later than the attestations',
    'denied',
    'before the restriction of 2026-11-23T09:30:00.000Z',
    { tenant: listed(row(), row({ createdAt: '2026-11-23T09:30:00.000Z' })) },
  ],
  [
    'the restriction changed after the attestations',
    'denied',
    'before the restriction of 2026-11-23T08:45:00.000Z',
    { tenant: listed(row({ changedAt: '2026-11-23T08:45:00.000Z' })) },
  ],
  [
    'the restriction changed after the attestations but the fence is its creation',
    'approved',
    '',
    {
      tenant: listed(row({ changedAt: '2026-11-23T08:45:00.000Z' })),
      policies: { landing: policy(), tip: { ...policy(), fence: 'created' } },
    },
  ],
  [
    'an attestation is from the very moment of the restriction',
    'denied',
    'was attested at',
    { request: attestedAt(RESTRICTED_AT) },
  ],
  [
    'an attestation was too old at the merge',
    'denied',
    'too long before the merge',
    {
      policies: { landing: policy(), tip: { ...policy(), attestations: { maxAgeMs: 3_600_000 } } },
    },
  ],
  [
    'an attestation was in the future at the merge',
    'denied',
    'still to come at the merge',
    { request: attestedAt('2026-11-23T10:05:00.001Z') },
  ],
  [
    'an attestation is ahead by a clock that is wrong',
    'approved',
    '',
    { request: attestedAt('2026-11-23T10:04:59.000Z') },
  ],
  [
    'the review is older than the restriction',
    'denied',
    'approved before the restriction',
    { approval: evidence({ reviews: known([review({ submittedAt: '2026-11-23T07:40:59.000Z' })]) }) },
  ],
  [
    'the request answers another restriction',
    'denied',
    'the request answers a restriction of',
    { request: request({ restrictedSince: '2026-11-22T07:41:00.000Z' }) },
  ],
  [
    'the request answers this restriction to the second',
    'approved',
    '',
    {
      request: request({ restrictedSince: '2026-11-23T07:41:00.000Z' }),
      tenant: listed(row({ createdAt: '2026-11-23T07:41:00.417Z' })),
    },
  ],
  [
    'the account was unblocked too often',
    'denied',
    'unblocked 2 times in the last 30 days',
    { tenant: observation({ unblocks: ['2026-11-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z'] }) },
  ],
  [
    'the account was unblocked often, but long ago',
    'approved',
    '',
    { tenant: observation({ unblocks: ['2026-10-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z'] }) },
  ],
  [
    'the password was not changed since',
    'pending',
    'password',
    { tenant: observation({ facts: withUser({ lastPasswordChangeAt: '2026-11-01T00:00:00.000Z' }) }) },
  ],
  [
    'the directory could not be read',
    'indeterminate',
    'could not be read: 403',
    { tenant: observation({ facts: facts({ user: unknown('403'), strongMethods: unknown('403') }) }) },
  ],
  [
    'the directory could not be read and the policy rests on the attestations',
    'approved',
    '',
    {
      tenant: observation({ facts: facts({ user: unknown('403'), strongMethods: unknown('403') }) }),
      policies: { landing: policy(), tip: attesting() },
    },
  ],
  [
    'the password was not changed since, whatever was attested',
    'pending',
    'password',
    {
      tenant: observation({ facts: withUser({ lastPasswordChangeAt: '2026-11-01T00:00:00.000Z' }) }),
      policies: { landing: policy(), tip: attesting() },
    },
  ],
  [
    'the password was not changed after a false positive',
    'approved',
    '',
    {
      request: request({
        assessment: 'falsePositive',
        attestations: {
          mfa: attested('2026-11-23T08:30:00.000Z'),
          investigation: attested('2026-11-23T08:30:00.000Z'),
        },
      }),
      tenant: observation({ facts: withUser({ lastPasswordChangeAt: '2026-11-01T00:00:00.000Z' }) }),
      policies: {
        landing: policy({ falsePositive: { required: 1 } }),
        tip: policy({ falsePositive: { required: 1 } }),
      },
    },
  ],
  [
    'mail is forwarded out of the organisation',
    'pending',
    'forward',
    { tenant: observation({ facts: facts({ forwarding: known('external') }) }) },
  ],
  [
    'an inbox rule is suspicious and the policy only warns',
    'approved',
    '',
    { tenant: observation({ facts: facts({ inboxRules: known([{ enabled: true, suspicious: ['deletes'] }]) }) }) },
  ],
  [
    'a protected entity could be behind an address that is not known',
    'indeterminate',
    'the addresses of the account are not known',
    {
      policies: {
        landing: policy(),
        tip: policy({ protected: [{ entities: ['ceo@contoso.com'], required: 2 }] }),
      },
      tenant: observation({ facts: facts({ addresses: unknown('403') }) }),
    },
  ],
  [
    'the person behind the secured account could be behind an address that is not known',
    'indeterminate',
    'the addresses of the account are not known',
    {
      policies: { landing: policy(), tip: policy({ people: { monalisa: 'bob@contoso.com' } }) },
      tenant: observation({ facts: facts({ securedAddresses: unknown('403') }) }),
    },
  ],
];

function withUser(over: object) {
  const { user } = facts();
  return facts({ user: user?.known && user.value ? known({ ...user.value, ...over }) : unknown('no user') });
}

function attesting() {
  const tip = policy();
  return { ...tip, evidence: { ...tip.evidence, passwordReset: 'attest' as const, mfa: 'attest' as const } };
}

describe('a decision', () => {
  it.each(cases)('where %s is %s', (_, outcome, says, over) => {
    const decision = decided(over);
    expect({ outcome: decision.outcome, refusals: refusals(decision) }).toEqual({
      outcome,
      refusals: expect.stringContaining(says),
    });
  });

  it('is approved without a restriction where there is nothing to do', () => {
    expect(decided({ tenant: listed() })).toMatchObject({ outcome: 'approved', restriction: null });
  });

  it('binds an approval to the newest restriction', () => {
    const newer = row({ createdAt: '2026-11-23T07:50:00.000Z' });
    expect(decided({ tenant: listed(row(), newer) }).restriction?.createdAt).toBe('2026-11-23T07:50:00.000Z');
  });

  it('is the same after its input was written as JSON and read again', () => {
    for (const [, , , over] of cases) {
      const before = decided(over);
      const read: DecisionInput = JSON.parse(JSON.stringify(input(over)));
      expect(JSON.stringify(decided(read))).toBe(JSON.stringify(before));
    }
  });

  it('can not be made by hand: only decide knows what approves', () => {
    expectTypeOf<Decision & { outcome: 'approved' }>().toExtend<ApprovedDecision>();
    expectTypeOf<Omit<ApprovedDecision, symbol>>().not.toExtend<ApprovedDecision>();
    expectTypeOf<{ outcome: 'approved'; restriction: null }>().not.toExtend<ApprovedDecision>();
  });
});
