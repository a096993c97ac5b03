import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/policy/predicate.ts';
import { decided, observation, refusals, RESTRICTED_AT, row } from './build.ts';

const EARLIER = '2026-11-20T08:00:00.000Z';
const LATER = '2026-11-23T07:50:00.000Z';
const others = [row({ entity: { mailbox: 'a.smith@contoso.com' }, createdAt: LATER })];

const cases: readonly (readonly [string, Outcome, Parameters<typeof observation>[0]])[] = [
  ['an earlier restriction', 'approved', { lifted: [EARLIER] }],
  ['this very restriction', 'pending', { lifted: [RESTRICTED_AT] }],
  ['this very restriction and an earlier one', 'pending', { lifted: [RESTRICTED_AT, EARLIER] }],
  ['it with what another address had later', 'pending', { lifted: [LATER] }],
  [
    'it, and not what another address has got since',
    'pending',
    { lifted: [RESTRICTED_AT], restrictions: { ...observation().restrictions, others } },
  ],
  [
    'an earlier restriction, whatever another address has',
    'approved',
    { lifted: [EARLIER], restrictions: { ...observation().restrictions, others } },
  ],
];

describe('a restriction that is listed after a run of ours had lifted', () => {
  it.each(cases)('%s is %s', (_, outcome, over) => {
    const decision = decided({ tenant: observation(over) });
    expect(decision.outcome).toBe(outcome);
    expect(refusals(decision).includes('was lifted already')).toBe(outcome === 'pending');
  });
});
