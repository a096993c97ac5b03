import { assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertTransition, isTerminal, TRANSITIONS, type Phase } from '../../src/records/phase.ts';

const phases = Object.keys(TRANSITIONS).filter((phase): phase is Phase => phase !== 'none');

describe('the state machine of a request', () => {
  it.each(['Unblocked', 'NotRestricted', 'Denied', 'Expired', 'Failed', 'Withdrawn'] as const)(
    'ends in %s',
    (phase) => {
      expect(isTerminal(phase)).toBe(true);
      for (const next of phases) expect(() => assertTransition(phase, next)).toThrow(`no request goes from ${phase}`);
    },
  );

  it('touches the tenant only after a claim', () => {
    const sources = phases.filter((phase) => TRANSITIONS[phase].includes('Unblocked'));
    expect(sources).toEqual(['Applying']);
    expect(TRANSITIONS.none).not.toContain('Unblocked');
  });

  it('can leave every phase that is not terminal for a terminal one', () => {
    assert(
      property(constantFrom(...phases.filter((phase) => !isTerminal(phase))), (phase) => {
        expect(TRANSITIONS[phase].some(isTerminal)).toBe(true);
      }),
    );
  });
});
