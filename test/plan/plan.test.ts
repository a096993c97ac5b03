import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ApprovedDecision, RefusedDecision } from '../../src/decision/decide.ts';
import { plan, type Change } from '../../src/plan/plan.ts';
import { known } from '../../src/support/reading.ts';
import { request } from '../approval/build.ts';
import { decided, facts, observation, row } from '../decision/build.ts';

function approved(name: string, address = `${name}@contoso.com`, aliases: readonly string[] = []): ApprovedDecision {
  const entity = { mailbox: address };
  const decision = decided({
    request: request({ id: `contoso/${name}`, name, entity }),
    tenant: observation({
      facts: facts({ addresses: known([address, ...aliases]) }),
      restrictions: {
        observedAt: '2026-11-23T10:02:00.000Z',
        list: { complete: true },
        named: [row({ entity })],
        others: [],
      },
    }),
  });
  if (decision.outcome !== 'approved') throw new Error(decision.outcome);
  return decision;
}

describe('a plan', () => {
  it('holds one change for each approved decision about a restricted entity', () => {
    const planned = plan([approved('alice'), approved('bob')], 20);
    expect(planned).toMatchObject({
      changes: [{ requestId: 'contoso/alice' }, { requestId: 'contoso/bob' }],
      waiting: [],
    });
  });

  it.each([
    ['whoever asks for it', 'alice@contoso.com'],
    ['whichever address of the account is named', 'a.smith@contoso.com'],
  ])('lifts a restriction once, %s', (_, address) => {
    const aliases = ['alice@contoso.com', 'a.smith@contoso.com'];
    const planned = plan([approved('first', 'alice@contoso.com', aliases), approved('second', address, aliases)], 20);
    expect(planned).toMatchObject({
      changes: [{ requestId: 'contoso/first' }],
      waiting: [{ requestId: 'contoso/second', reason: expect.stringContaining('contoso/first') }],
    });
  });

  it('is refused as a whole, by name, where it unblocks more than a run may', () => {
    const planned = plan([approved('alice'), approved('bob')], 1);
    expect(planned).toMatchObject({ unsafe: 'tooManyUnblocks', requestIds: ['contoso/alice', 'contoso/bob'] });
    expect(planned).not.toHaveProperty('changes');
  });

  it('is made from approved decisions only, and makes changes nothing else can make', () => {
    expectTypeOf<Parameters<typeof plan>[0][number]>().toEqualTypeOf<ApprovedDecision>();
    expectTypeOf<RefusedDecision>().not.toExtend<ApprovedDecision>();
    expectTypeOf<Omit<Change, symbol>>().not.toExtend<Change>();
  });
});
