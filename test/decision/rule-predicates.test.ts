import { describe, expect, it } from 'vitest';
import { policy } from '../approval/build.ts';
import { decided, facts, observation, refusals } from './build.ts';
import { unknown } from '../../src/support/reading.ts';

const withRule = (expr: string) => ({ ...policy(), rules: [{ name: 'ours', expr, message: 'not today' }] });

describe('the rules of a policy', () => {
  it('leave a request waiting, with their message, where one does not hold', () => {
    const decision = decided({ policies: { landing: policy(), tip: withRule('approval.count > 1') } });
    expect(decision.outcome).toBe('pending');
    expect(decision.predicates).toContainEqual({
      name: 'rule.ours',
      satisfied: false,
      leadsTo: 'pending',
      reason: 'not today',
    });
  });

  it('approve nothing where one can not be evaluated', () => {
    const decision = decided({ policies: { landing: policy(), tip: withRule('1 / history.count > 0') } });
    expect(decision.outcome).toBe('indeterminate');
    expect(refusals(decision)).toContain('division by zero');
  });

  it('count as the tip has them, not as they were at the landing', () => {
    expect(decided({ policies: { landing: withRule('false'), tip: policy() } }).outcome).toBe('approved');
    expect(decided({ policies: { landing: policy(), tip: withRule('false') } }).outcome).toBe('pending');
  });

  it('are told beside evidence that fails, not instead of it', () => {
    const decision = decided({
      policies: { landing: policy(), tip: withRule('evidence.mfa.result == "pass"') },
      tenant: observation({ facts: facts({ strongMethods: unknown('403') }) }),
    });
    expect(decision.predicates.filter(({ satisfied }) => !satisfied).map(({ name }) => name)).toEqual([
      'evidence.mfa',
      'rule.ours',
    ]);
  });

  it('see who approved, when it was merged and what is restricted', () => {
    const expr = [
      'approval.approvers == ["hubot-keeper"] && approval.author == "octocat" && approval.pullRequest == 42',
      'approval.mergedAt == timestamp("2026-11-23T10:00:00Z") && approval.required == 1',
      'restriction.fencedAt == restriction.createdAt && restriction.temporary == false',
      'restriction.reason.raw.contains("OutboundSpam") && history.unblocks == []',
      'request.entity.mailbox == "alice@contoso.com" && request.attestations.mfa.attestedBy == "dana@contoso.com"',
    ].join(' && ');
    const decision = decided({ policies: { landing: policy(), tip: withRule(expr) } });
    expect({ outcome: decision.outcome, why: refusals(decision) }).toEqual({ outcome: 'approved', why: '' });
  });
});
