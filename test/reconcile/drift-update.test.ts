import { expect, it } from 'vitest';
import { recordedAsUnblocked } from '../../src/reconcile/drift-update.ts';

it('a claim that is found done counts as our doing only once its record says so', () => {
  const resumed = ['recorded', 'taken-over', 'lost'].map((name) => ({ candidate: { name } }));
  const outcomes = [
    ['recorded', { phase: 'Unblocked' as const }],
    ['taken-over', { phase: 'Pending' as const }],
  ] as const;
  expect(recordedAsUnblocked(resumed, outcomes)).toEqual([{ candidate: { name: 'recorded' } }]);
});
