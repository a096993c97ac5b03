import { describe, expect, it } from 'vitest';
import type { Overview } from '../../src/overview/overview.ts';
import { readyRequest, type DraftSource } from '../../src/overview/ready-request.ts';
import { known } from '../../src/support/reading.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';
import { row } from '../decision/build.ts';
import { facts } from '../evidence/facts.ts';

const NOW = '2026-11-23T12:00:00.000Z';

function drafted(rows: Overview['rows'], over: Partial<Omit<DraftSource, 'overview'>> = {}) {
  const source = { policy: tenantPolicy(), facts: facts(), now: NOW, taken: new Set<string>(), ...over };
  const ready = readyRequest({ overview: { rows }, ...source });
  return { path: '', yaml: '', impossible: '', ...ready };
}

describe('a ready request', () => {
  it('is about the address on the list and its restriction, and leaves people what only they know', () => {
    const { path, yaml } = drafted([row({ entity: { mailbox: 'a.smith@contoso.com' } }), row()]);
    expect(path).toBe('unblock-requests/contoso/2026-11-23-a-smith.yaml');
    expect(yaml).toContain(
      'mailbox: a.smith@contoso.com\nrestrictedSince: 2026-11-23T07:41:00Z\nassessment: compromised',
    );
    expect(yaml).toMatch(/justification: #[^\n]*\nattestations:\n {2}mfa:\n[\s\S]*passwordReset:/u);
    expect(yaml).not.toMatch(/ticket|securedAccount|falsePositive/u);
  });

  it('takes no name that was used before', () => {
    const taken = new Set(['2026-11-23-alice', '2026-11-23-alice-2']);
    expect(drafted([row()], { taken }).path).toBe('unblock-requests/contoso/2026-11-23-alice-3.yaml');
  });

  it('names no restriction whose time can not be read', () => {
    expect(drafted([row({ createdAt: undefined })]).yaml).not.toContain('restrictedSince');
  });

  it('asks for the account behind a shared mailbox, or names the one that is known', () => {
    const shared = facts({ subject: known({ kind: 'nobody' }) });
    expect(drafted([row()], { facts: shared }).yaml).toMatch(/securedAccount: #/u);
    expect(drafted([row()], { securedAccount: 'bob@contoso.com' }).yaml).toContain('securedAccount: bob@contoso.com');
  });

  it('asks for a ticket where the policy does', () => {
    const policy = { ...tenantPolicy(), request: { ttlMs: 1, ticket: 'required' as const } };
    expect(drafted([row()], { policy }).yaml).toMatch(/ticket: #/u);
  });

  it('has the review of its traffic attested for a connector', () => {
    const connector = row({ entity: { connector: '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e' } });
    const { path, yaml } = drafted([connector]);
    expect(path).toBe('unblock-requests/contoso/2026-11-23-connector-6a1f0f3c.yaml');
    expect(yaml).toContain('connectorReview:');
  });

  it.each([
    ['nothing is restricted', [], 'nothing is restricted'],
    ['the policy does not know the domain', [row({ entity: { mailbox: 'alice@fabrikam.com' } })], 'add the domain'],
    ['the address has letters that look like others', [row({ entity: { mailbox: 'аlice@contoso.com' } })], 'U+0430'],
  ])('is none where %s', (_, rows, says) => {
    expect(drafted(rows)).toMatchObject({ yaml: '', impossible: expect.stringContaining(says) });
  });
});
