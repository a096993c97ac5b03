import { describe, expect, it } from 'vitest';
import type { DriftRecord } from '../../src/records/drift.ts';
import { rememberSame } from '../../src/reconcile/drift.ts';

const SEEN: DriftRecord['seen'][number] = {
  entity: 'alice@contoso.com',
  createdAt: '2026-11-23T07:00:00.000Z',
  fencedAt: '2026-11-23T07:00:00.000Z',
  temporary: false,
  requested: false,
  told: false,
};

function remembered(over: Partial<DriftRecord> = {}): { readonly drift: DriftRecord } {
  const tool = { version: '0.1.0' };
  const named = { apiVersion: 'reinstate/v1', kind: 'DriftRecord', tenant: 'contoso', tenantId: 'contoso' } as const;
  return { drift: { ...named, drift: [], seen: [SEEN], cleared: [], undelivered: [], tool, ...over } };
}

describe('whether another run has looked at the list in between is told by what is remembered', () => {
  const { entity, createdAt } = SEEN;
  const cleared = [{ entity, createdAt, noticedAt: '2026-11-23T08:00:00.000Z' }];

  it.each([
    ['the same restrictions', remembered(), remembered(), true],
    ['the same, whatever else is told of them', remembered(), remembered({ tool: { version: '0.2.0' } }), true],
    ['nothing, and nothing', { drift: undefined }, remembered({ seen: [] }), true],
    ['nothing that can be read, twice', { drift: { damaged: 'no JSON' } }, { drift: { damaged: 'no JSON' } }, true],
    ['a restriction that came', remembered({ seen: [] }), remembered(), false],
    ['a restriction that was cleared outside', remembered(), remembered({ cleared }), false],
    ['a restriction that was changed', remembered(), remembered({ seen: [{ ...SEEN, fencedAt: null }] }), false],
    ['nothing any more', remembered(), { drift: { damaged: 'no JSON' } }, false],
  ])('%s', (_what, before, after, same) => {
    expect(rememberSame(before, after)).toBe(same);
  });
});
