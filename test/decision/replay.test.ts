import { describe, expect, it } from 'vitest';
import { decide, type DecisionInput } from '../../src/decision/decide.ts';
import { recordedDecision } from '../../src/decision/recorded.ts';
import { replayRecord } from '../../src/decision/replay.ts';
import type { UnblockRecord } from '../../src/generated/record.ts';
import { known } from '../../src/support/reading.ts';
import { author, evidence, review } from '../approval/build.ts';
import { input, observation } from './build.ts';

/** A record as a run writes it, read back from its JSON. */
function recorded(over: Partial<DecisionInput> = {}, phase?: UnblockRecord['phase']): UnblockRecord {
  const judged = input(over);
  const decision = decide(judged);
  const parts = recordedDecision(judged, decision);
  const { id, path, tenant, entity } = judged.request;
  const record: UnblockRecord = {
    apiVersion: 'reinstate/v1',
    kind: 'UnblockRecord',
    request: {
      id,
      path,
      tenant,
      entity,
      blob: judged.approval.blob,
      landingCommit: judged.approval.landing.commit,
      reconciledCommit: 'a'.repeat(40),
      tenantId: judged.policies.tip.tenantId,
    },
    phase: phase ?? (decision.outcome === 'approved' ? 'Unblocked' : 'Pending'),
    conditions: [],
    ...parts,
    decision: {
      ...parts.decision,
      policyBlob: 'a'.repeat(40),
      landingPolicyBlob: null,
      input: { ...judged },
    },
    attempts: [],
    tool: { version: '0.1.0' },
  };
  return JSON.parse(JSON.stringify(record));
}

const notListed = observation({
  restrictions: { observedAt: '2026-11-23T10:02:00.000Z', list: { complete: true }, named: [], others: [] },
});
const selfApproved = evidence({ reviews: known([review({ user: author })]) });

describe('a replay', () => {
  it.each<[string, UnblockRecord]>([
    ['an approval', recorded()],
    ['a denial', recorded({ approval: selfApproved }, 'Denied')],
    ['a request that waits', recorded({ tenant: null })],
    ['nothing to do', recorded({ tenant: notListed }, 'NotRestricted')],
    ['a claim of a dead run that had done its work', recorded({ tenant: notListed }, 'Unblocked')],
    ['a request that waited and expired', recorded({ tenant: null }, 'Expired')],
  ])('of %s is the same', (_, record) => {
    expect(replayRecord(record)).toEqual({ verdict: 'same', differences: [] });
  });

  it('has nothing to do where nothing was decided', () => {
    const { decision: _, approval: __, evidence: ___, ...expired } = recorded({}, 'Expired');
    expect(replayRecord(expired)).toEqual({ verdict: 'nothing', differences: [] });
  });

  it('does not compare an earlier decision with bytes that came later and expired', () => {
    const { request, ...rest } = recorded({ tenant: null }, 'Expired');
    const later = { ...rest, request: { ...request, blob: '1'.repeat(40), landingCommit: '2'.repeat(40) } };
    expect(replayRecord(later).verdict).toBe('same');
  });

  it.each<[string, string, string, string]>([
    ['the outcome', '"outcome":"denied"', '"outcome":"approved"', '/decision/outcome'],
    ['the phase', '"phase":"Denied"', '"phase":"Unblocked"', '/phase'],
    ['a review', '"counted":false', '"counted":true', '/approval/reviews/0/counted'],
    ['a predicate', '"leadsTo":"denied"', '"leadsTo":"pending"', '/decision/predicates'],
    ['the request', '"id":"contoso/alice","path"', '"id":"contoso/eve","path"', '/request/id'],
    ['the entity', '"entity":{"mailbox":"alice@', '"entity":{"mailbox":"eve@', '/request/entity/mailbox'],
    [
      'the bytes',
      `"blob":"${'b'.repeat(40)}","landingCommit"`,
      `"blob":"${'1'.repeat(40)}","landingCommit"`,
      '/request/blob',
    ],
    ['the tenant', '"tenantId":"1111', '"tenantId":"2222', '/request/tenantId'],
    ['the time', '"decidedAt":"2026', '"decidedAt":"2025', '/decision/decidedAt'],
    ['what GitHub showed', '"state":"APPROVED"', '"state":"COMMENTED"', '/approval/reviews/0/reason'],
    ['the policy', '"required":1', '"required":3', '/decision/predicates'],
  ])('shows that %s was edited', (_, before, after, at) => {
    const text = JSON.stringify(recorded({ approval: selfApproved }, 'Denied'));
    expect(text).toContain(before);
    const { verdict, differences } = replayRecord(JSON.parse(text.replace(before, after)));
    expect(verdict).toBe('different');
    expect(differences.map((one) => one.at).join(' ')).toContain(at);
  });

  it.each<[string, (record: UnblockRecord) => UnblockRecord, string]>([
    ['a restriction that was moved', (one) => ({ ...one, restriction: moved(one) }), '/restriction/createdAt'],
    ['a restriction that was taken out', withoutRestriction, '/restriction'],
    ['evidence that was improved', (one) => ({ ...one, evidence: one.evidence?.slice(1) ?? [] }), '/evidence'],
    ['an approval of a request that was not restricted', (one) => ({ ...one, phase: 'NotRestricted' }), '/phase'],
    ['a denial that was approved', (one) => ({ ...one, phase: 'Denied' }), '/phase'],
  ])('shows %s', (_, edit, at) => {
    const { differences } = replayRecord(edit(recorded()));
    expect(differences.map((one) => one.at).join(' ')).toContain(at);
  });

  it.each([
    ['is empty', {}],
    ['holds nonsense', { request: 7, policies: [], approval: 'yes', now: null }],
    ['lacks its policy', { ...input(), policies: null }],
  ])('of an input that %s is a difference and no crash', (_, broken) => {
    const record = recorded();
    const decision = record.decision && { ...record.decision, input: broken };
    expect(replayRecord({ ...record, ...(decision ? { decision } : {}) })).toMatchObject({
      verdict: 'different',
      differences: [{ at: '/decision/input' }],
    });
  });
});

function withoutRestriction(record: UnblockRecord): UnblockRecord {
  const { restriction, ...rest } = record;
  if (!restriction) throw new Error('the record has no restriction');
  return rest;
}

function moved({ restriction }: UnblockRecord): NonNullable<UnblockRecord['restriction']> {
  if (!restriction) throw new Error('the record has no restriction');
  return { ...restriction, createdAt: '2026-11-20T00:00:00.000Z' };
}
