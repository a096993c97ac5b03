import { describe, expect, it } from 'vitest';
import { judgeApproval } from '../../src/approval/judge-approval.ts';
import { outcomeOf } from '../../src/policy/predicate.ts';
import { known } from '../../src/support/reading.ts';
import { context, evidence, pullRequest, request } from './build.ts';
import { landingThreats } from './threats/landing.ts';
import { policyThreats } from './threats/policy.ts';
import { reviewThreats } from './threats/reviews.ts';

describe('an approval', () => {
  it.each([...landingThreats, ...reviewThreats, ...policyThreats])('is $outcome for $threat', (one) => {
    const facts = { ...evidence(), pullRequest: known(pullRequest(one.pullRequest)), ...one.evidence };
    const { predicates } = judgeApproval(request(one.request), facts, context(one.context));
    expect({ outcome: outcomeOf(predicates), reasons: predicates.map(({ reason }) => reason).join('\n') }).toEqual({
      outcome: one.outcome,
      reasons: expect.stringContaining(one.says),
    });
  });
});
