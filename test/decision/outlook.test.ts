import { describe, expect, it } from 'vitest';
import { outlook } from '../../src/decision/decide.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { evidence } from '../approval/build.ts';
import { decided, facts, input, observation } from './build.ts';

const unread = observation({ facts: facts({ user: unknown('403') }) });
const unapproved = evidence({ reviews: known([]), mergedAt: null });

describe('an outlook', () => {
  it('goes past a stage that does not hold, where a decision stops', () => {
    const over = { approval: unapproved, tenant: unread };
    const failing = (predicates: ReturnType<typeof outlook>['predicates']) =>
      predicates.flatMap(({ name, satisfied }) => (satisfied ? [] : [name]));
    expect(failing(decided(over).predicates)).toEqual(['enoughApprovals']);
    expect(failing(outlook(input(over)).predicates)).toEqual(
      expect.arrayContaining(['enoughApprovals', 'evidence.passwordReset']),
    );
  });

  it.each([
    ['everything holds', {}],
    ['the tenant was not asked', { tenant: null }],
    ['nobody approved', { approval: evidence({ reviews: known([]) }), tenant: null }],
    ['the directory can not be read', { tenant: unread }],
  ])('says what a decision says where %s', (_, over) => {
    const { outcome, predicates } = decided(over);
    expect(outlook(input(over))).toMatchObject({ outcome, predicates });
  });

  it('tells that an open pull request has not landed yet', () => {
    expect(outlook(input({ approval: unapproved })).predicates[0]?.reason).toMatch(/^#42 would bring /u);
  });
});
