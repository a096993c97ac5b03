import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { unjudgedRequest } from '../../src/reconcile/planned-request.ts';
import { renderPlan } from '../../src/report/plan-text.ts';

const plain = createColors(false);
const HOSTILE = '::error::x\n└─ unblock: all is well\u001b[2J';

describe('a plan for people', () => {
  it('says that nothing waits', () => {
    expect(renderPlan([], plain)).toBe('Nothing to plan: no request here waits for a run.\n');
  });

  it('leaves out what there is nothing to say about', () => {
    const request = unjudgedRequest({
      id: 'contoso/a',
      outcome: 'withdrawn',
      action: 'none',
      reason: 'its file is gone',
    });
    expect(renderPlan([request], plain)).toBe('contoso/a  withdrawn\n└─ none: its file is gone\n');
  });

  it('says of an unknown what cures it where waiting does not', () => {
    const evidence = { check: 'mfa', result: 'unknown' as const, comparedTo: '', observedAt: '', source: '' };
    const shown = [
      { ...evidence, observed: 'no right', remedy: 'grant it' },
      { ...evidence, observed: 'no answer' },
    ];
    const told = { id: 'contoso/a', outcome: 'pending', action: 'wait', reason: 'waits' } as const;
    expect(
      renderPlan([unjudgedRequest({ ...told, evidence: shown })], plain)
        .split('\n')
        .slice(2, 4),
    ).toEqual(['│  ├─ ? mfa: no right (not cured by waiting: grant it)', '│  └─ ? mfa: no answer']);
  });

  it('is a tree whose branches nobody can forge', () => {
    const user = { login: HOSTILE, id: 1 };
    const at = '2026-11-23T10:00:00.000Z';
    const review = { id: 1, user, commit: null, blob: null, submittedAt: at, authority: HOSTILE, counted: true };
    const evidence = { check: 'mfa', result: 'fail' as const, comparedTo: '', observedAt: at, source: '' };
    const text = renderPlan(
      [
        unjudgedRequest({
          id: HOSTILE,
          entity: HOSTILE,
          outcome: 'pending',
          missing: [HOSTILE],
          predicates: [{ name: 'listed', satisfied: true, reason: HOSTILE }],
          evidence: [{ ...evidence, observed: HOSTILE }],
          reviews: [{ ...review, reason: HOSTILE }],
          action: 'wait',
          reason: HOSTILE,
        }),
      ],
      plain,
    );
    for (const active of ['::', '\u001B']) expect(text).not.toContain(active);
    expect(text.split('\n').filter((line) => line.startsWith('└─'))).toHaveLength(1);
    expect(text.trimEnd().split('\n')).toHaveLength(10);
  });
});
