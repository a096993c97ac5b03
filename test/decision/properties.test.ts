import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeApproval } from '../../src/approval/judge-approval.ts';
import { decide, type DecisionInput, type TenantObservation } from '../../src/decision/decide.ts';
import { observedRestriction } from '../../src/decision/restriction-view.ts';
import type { TenantFacts } from '../../src/evidence/evidence.ts';
import type { Restriction } from '../../src/ports/exchange.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { plus } from '../../src/support/timestamp.ts';
import { histories } from '../approval/arbitraries.ts';
import { facts, input, observation, RESTRICTED_AT, row } from './build.ts';

const RUNS = { numRuns: 1000 };
const LOST = unknown('lost');
const HOUR_MS = 3_600_000;

/** The restriction's own hour most of the time, else up to four hours later; the attestations are from the first. */
const moment = fc.oneof(
  { weight: 9, arbitrary: fc.constant(RESTRICTED_AT) },
  { weight: 1, arbitrary: fc.integer({ min: -8, max: 8 }).map((half) => plus(RESTRICTED_AT, (half * HOUR_MS) / 2)) },
);

const rows: fc.Arbitrary<Restriction> = fc
  .record({
    createdAt: fc.option(moment, { nil: undefined, freq: 8 }),
    changedAt: fc.constantFrom(undefined, undefined, '2026-11-23T08:45:00.000Z'),
    unreadableTime: fc.constantFrom(false, false, false, false, false, false, true),
  })
  .map((over) => row(over));

/** Everything was done shortly before the run, so that nothing but the fence minds a late restriction. */
const ALICE = {
  id: 'user-1',
  userPrincipalName: 'alice@contoso.com',
  addresses: ['alice@contoso.com'],
  enabled: true,
  lastPasswordChangeAt: '2026-11-23T12:00:00.000Z',
  sessionsValidFrom: '2026-11-23T12:00:00.000Z',
  onPremises: false,
};

const tenants: fc.Arbitrary<TenantObservation> = fc
  .record({
    named: fc.array(rows, { maxLength: 2 }),
    others: fc.oneof(fc.constant([]), fc.array(rows, { maxLength: 1 })),
    complete: fc.constantFrom(true, true, true, true, false),
    unblocks: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(moment, { maxLength: 2 })),
  })
  .map(({ named, others, complete, unblocks }) =>
    observation({
      restrictions: {
        observedAt: '2026-11-23T10:02:00.000Z',
        list: complete ? { complete } : { complete, reason: 'page 2 is missing' },
        named,
        others,
      },
      unblocks,
      facts: facts({ user: known(ALICE) }),
    }),
  );

const inputs: fc.Arbitrary<DecisionInput> = fc
  .record({ history: histories, tenant: fc.option(tenants, { nil: null, freq: 8 }) })
  .map(({ history: { request, evidence, context }, tenant }) =>
    input({
      request,
      approval: evidence,
      policies: { landing: context.landingPolicy, tip: context.tipPolicy },
      tenant,
    }),
  );

/** What an approval must not lack, said without the stages that decide. */
function shortcomings({ request, approval, policies, tenant }: DecisionInput): readonly string[] {
  if (tenant === null) return ['the tenant was asked'];
  const { restrictions } = tenant;
  const restriction = observedRestriction(restrictions, policies.tip.fence);
  const restrictedAt = restriction?.known ? restriction.value.fencedAt : null;
  const context = { landingPolicy: policies.landing, tipPolicy: policies.tip, addresses: ['a.smith@contoso.com'] };
  const { predicates } = judgeApproval(request, approval, { ...context, restrictedAt });
  const rowTimes = [...restrictions.named, ...restrictions.others].flatMap(({ createdAt, changedAt }) => [
    createdAt,
    changedAt,
  ]);
  const attested = Object.values(request.attestations).map(({ attestedAt }) => attestedAt);
  const fenced = restrictions.named.length > 0;
  const wanted: Readonly<Record<string, boolean>> = {
    'every approval predicate holds': predicates.every(({ satisfied }) => satisfied),
    'the list is complete': restrictions.list.complete,
    'the restriction has a time': !fenced || restrictedAt !== null,
    'no other address is listed alone': fenced || restrictions.others.length === 0,
    'every attestation is later than every row':
      !fenced || attested.every((at) => rowTimes.every((time) => !time || at > time)),
    'fewer unblocks than the cap': !fenced || tenant.unblocks.length < policies.tip.limits.unblocksPerEntity.count,
  };
  return Object.keys(wanted).filter((quality) => wanted[quality] !== true);
}

describe('over generated inputs', () => {
  test('approvals are common, with a restriction and without', () => {
    const decisions = fc.sample(inputs, { numRuns: 1000, seed: 42 }).map(decide);
    const approved = decisions.filter(({ outcome }) => outcome === 'approved');
    expect(approved.filter(({ restriction }) => restriction !== null).length).toBeGreaterThan(10);
    expect(approved.filter(({ restriction }) => restriction === null).length).toBeGreaterThan(10);
  });

  test('nothing is approved that lacks an approval, a complete list, its fence or room under the cap', () => {
    fc.assert(
      fc.property(inputs, (one) => {
        expect(decide(one).outcome === 'approved' ? shortcomings(one) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  test('a reading of the tenant that fails approves nothing that was not approved', () => {
    const readings: readonly (keyof TenantFacts)[] = [
      'addresses',
      'subject',
      'user',
      'strongMethods',
      'forwarding',
      'inboxRules',
    ];
    const failing = facts({
      forwarding: known('external'),
      user: known({ ...ALICE, lastPasswordChangeAt: '2026-11-01T00:00:00.000Z' }),
    });
    const both = fc.constantFrom([], ['forwarding' as const], ['user' as const]);
    fc.assert(
      fc.property(tenants, both, fc.constantFrom(...readings), (tenant, bad, reading) => {
        const seen = { ...tenant.facts, ...Object.fromEntries(bad.map((name) => [name, failing[name]])) };
        const before = decide(input({ tenant: { ...tenant, facts: seen } })).outcome;
        const after = decide(input({ tenant: { ...tenant, facts: { ...seen, [reading]: LOST } } })).outcome;
        expect({ before, after }).not.toEqual({ before: expect.not.stringMatching('approved'), after: 'approved' });
      }),
      RUNS,
    );
  });

  test('a list that is cut short, or a row that loses its time, approves nothing that was not approved', () => {
    fc.assert(
      fc.property(inputs, (one) => {
        if (one.tenant === null || decide(one).outcome === 'approved') return;
        const { restrictions } = one.tenant;
        const cut = { ...restrictions, list: { complete: false as const, reason: 'lost' } };
        const timeless = {
          ...restrictions,
          named: restrictions.named.map((each) => ({ ...each, createdAt: undefined })),
        };
        for (const less of [cut, timeless]) {
          expect(decide({ ...one, tenant: { ...one.tenant, restrictions: less } }).outcome).not.toBe('approved');
        }
      }),
      RUNS,
    );
  });

  test('a decision is the same every time, also after its input was written as JSON and read again', () => {
    fc.assert(
      fc.property(inputs, (one) => {
        const read: DecisionInput = JSON.parse(JSON.stringify(one));
        expect(JSON.stringify(decide(read))).toBe(JSON.stringify(decide(one)));
      }),
    );
  });
});
