import { describe, expect, it } from 'vitest';
import type { Drift } from '../../src/records/drift.ts';
import { nextRecord } from '../../src/records/record.ts';
import type { StoredRecord } from '../../src/records/store.ts';
import { claimsAhead } from '../../src/reconcile/claims-ahead.ts';
import { plus, type Timestamp } from '../../src/support/timestamp.ts';
import { findings, NOW } from '../records/build.ts';

const MINUTE = 60_000;
const attempt = { run: '1001/1', startedAt: NOW, leaseMs: MINUTE, result: 'claimed' } as const;
const CLAIM: StoredRecord = {
  record: nextRecord(undefined, findings({ phase: 'Applying', attempts: [attempt] }), NOW, '0.0.0'),
  commit: 'a'.repeat(40),
  committedAt: plus(NOW, 60 * MINUTE),
};

/** What is found of alice's claim by somebody who reads this drift. */
function look(now: Timestamp, told: readonly Drift[] = [], stored = CLAIM) {
  const memory = { tenant: 'contoso', tenantId: '', drift: [...told], seen: [], cleared: [], undelivered: [] };
  const drift = { apiVersion: 'reinstate/v1', kind: 'DriftRecord', ...memory, tool: { version: '0.0.0' } } as const;
  return claimsAhead({ open: new Map([['alice', stored]]), drift }, 'contoso', now).get('alice');
}

function asDrift(found: ReturnType<typeof look>): Drift[] {
  return found ? [{ kind: 'RecordDamaged', tenant: 'contoso', entity: null, id: 'contoso/alice', ...found }] : [];
}

describe('a claim from the future', () => {
  it('is one whose commit is more than five minutes ahead', () => {
    expect(look(plus(CLAIM.committedAt, -5 * MINUTE))).toBeUndefined();
    expect(look(plus(CLAIM.committedAt, -5 * MINUTE - 1))).toBeDefined();
  });

  it('is told since when it was first noticed, and others wait one and a half leases from then', () => {
    const first = look(NOW);
    expect(first).toMatchObject({ since: NOW, message: expect.stringContaining(plus(NOW, 1.5 * MINUTE)) });
    expect(look(plus(NOW, MINUTE), asDrift(first))).toEqual(first);
  });

  it('is noticed anew where another claim stands in its place', () => {
    const later = plus(NOW, MINUTE);
    expect(look(later, asDrift(look(NOW)), { ...CLAIM, commit: 'b'.repeat(40) })?.since).toBe(later);
  });

  it('is noticed now where somebody wrote that it will be noticed later, and so would bind for ever', () => {
    const forged = asDrift(look(plus(NOW, 30 * MINUTE)));
    expect(look(NOW, forged)?.since).toBe(NOW);
  });
});
