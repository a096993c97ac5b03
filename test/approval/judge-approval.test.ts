import { describe, expect, it } from 'vitest';
import { judgeApproval } from '../../src/approval/judge-approval.ts';
import { outcomeOf } from '../../src/policy/predicate.ts';
import { known } from '../../src/support/reading.ts';
import { context, evidence, pullRequest, request } from './build.ts';
import { doubts } from './threats/doubts.ts';
import { landingThreats } from './threats/landing.ts';
import { objectionThreats } from './threats/objections.ts';
import { policyThreats } from './threats/policy.ts';
import { reviewThreats } from './threats/reviews.ts';
import type { Threat } from './threats/threat.ts';

const threats = [...landingThreats, ...reviewThreats, ...policyThreats, ...objectionThreats, ...doubts];

function judged(one: Threat) {
  const facts = { ...evidence(), pullRequest: known(pullRequest(one.pullRequest)), ...one.evidence };
  return judgeApproval(request(one.request), facts, context(one.context));
}

describe('an approval', () => {
  it.each(threats)('is $outcome for $threat', (one) => {
    const { predicates } = judged(one);
    expect({ outcome: outcomeOf(predicates), reasons: predicates.map(({ reason }) => reason).join('\n') }).toEqual({
      outcome: one.outcome,
      reasons: expect.stringContaining(one.says),
    });
  });

  it('explains itself to people in the words of threats/explained.txt', async () => {
    await expect(threats.map((one) => explained(one)).join('\n')).toMatchFileSnapshot('threats/explained.txt');
  });
});

/** Everything a verdict says about one threat, as text. */
function explained(one: Threat): string {
  const { predicates, reviews, barred } = judged(one);
  return [
    `# ${one.threat}: ${one.outcome}`,
    ...predicates.map(({ name, satisfied, reason }) => `${satisfied ? '+' : '-'} ${name}: ${reason}`),
    ...reviews.map(
      ({ review: { id, user }, verdict, authority, reason }) =>
        `  review ${id} by ${user?.login ?? 'nobody'}: ${verdict} (authority: ${authority}): ${reason}`,
    ),
    ...barred.map(({ id, login, reason }) => `  barred: ${login} (${id ?? 'any id'}) ${reason}`),
    '',
  ].join('\n');
}
