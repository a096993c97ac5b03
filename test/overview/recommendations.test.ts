import { describe, expect, it } from 'vitest';
import { everyCheckOn, recommendationsFor } from '../../src/overview/recommendations.ts';
import type { EvidencePolicy } from '../../src/policy/policy.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';
import { facts, RESTRICTED_AT } from '../evidence/facts.ts';

const POLICY: EvidencePolicy = { ...tenantPolicy().evidence, mfa: 'off', riskyUser: 'off', forwarding: 'attest' };
const ALICE = { mailbox: 'alice@contoso.com' };

describe('the recommendations for a mailbox', () => {
  const all = recommendationsFor(ALICE, facts(), POLICY, RESTRICTED_AT);
  const byId = new Map(all.map((one) => [one.id, one]));

  it("follow Microsoft's steps, and what has no number comes last", () => {
    const steps = all.map(({ step }) => step);
    expect(steps).toEqual([1, 1, 1, 2, 3, 5, 5, 6, 7, null, null, null, null]);
    expect(all.filter(({ optional }) => optional).map(({ step }) => step)).toEqual([5, 5, 6, 7]);
    expect(byId.size).toBe(all.length);
  });

  it('have the verdict of every check, those included that the policy does not ask for', () => {
    const checked = all.flatMap(({ evidence }) => (evidence.result === 'notChecked' ? [] : [evidence]));
    expect(checked.map(({ check }) => check).toSorted()).toEqual(
      Object.keys(POLICY)
        .filter((key) => key !== 'passwordLookbackMs')
        .toSorted(),
    );
    expect(byId.get('mfa')?.evidence).toMatchObject({ result: 'pass', mode: 'off' });
    expect(byId.get('forwarding')?.evidence).toMatchObject({
      result: 'pass',
      mode: 'attest',
      observed: 'nothing is forwarded',
      source: 'Exchange Get-Mailbox',
      observedAt: '2026-11-23T09:00:00.000Z',
    });
  });

  it.each(['applicationPasswords', 'protocols', 'adminRoles', 'sentItems', 'otherAccess', 'appConsent'])(
    'say plainly that nothing checks %s, and where to look',
    (id) => {
      expect(byId.get(id)?.evidence).toEqual({ result: 'notChecked', reason: expect.stringMatching(/.{20,}/u) });
    },
  );

  it('say what a request states about them', () => {
    expect(all.flatMap(({ id, attestation }) => (attestation === null ? [] : [[id, attestation]]))).toEqual([
      ['passwordReset', 'passwordReset'],
      ['mfa', 'mfa'],
    ]);
  });

  it('pass nothing that is not known', () => {
    const silent = facts({
      user: unknown('Graph is down'),
      forwarding: unknown('Exchange is down'),
      inboxRules: unknown('Exchange is down'),
    });
    const results = recommendationsFor(ALICE, silent, POLICY, RESTRICTED_AT).map(({ evidence }) => evidence.result);
    expect(new Set(results)).toEqual(new Set(['unknown', 'notChecked']));
  });

  it('compare with nothing where the time of the restriction is not known', () => {
    const timed = recommendationsFor(ALICE, facts(), POLICY, null).filter(
      ({ evidence }) => evidence.result === 'unknown',
    );
    expect(timed.map(({ id }) => id)).toEqual(['passwordReset', 'mfa', 'sessionsRevoked']);
  });

  it('tell a mailbox that is shared from an account', () => {
    const shared = facts({ subject: known({ kind: 'nobody' }) });
    const [password] = recommendationsFor(ALICE, shared, POLICY, RESTRICTED_AT);
    expect(password?.evidence).toMatchObject({
      result: 'unknown',
      observed: expect.stringContaining('securedAccount'),
    });
  });
});

it('a connector has no account: everything about it is for people to see to', () => {
  const none = { observedAt: RESTRICTED_AT, addresses: known([]) };
  const all = recommendationsFor({ connector: '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e' }, none, POLICY, RESTRICTED_AT);
  expect(all).toHaveLength(4);
  expect(new Set(all.map(({ evidence, attestation }) => `${evidence.result} ${attestation}`))).toEqual(
    new Set(['notChecked connectorReview']),
  );
});

it('no check stays off, and none that is on changes', () => {
  expect(everyCheckOn(POLICY)).toEqual({ ...POLICY, mfa: 'warn', riskyUser: 'warn' });
});
