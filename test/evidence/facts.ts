import type { EvidenceContext, TenantFacts } from '../../src/evidence/evidence.ts';
import { known } from '../../src/support/reading.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';

/** When the account was restricted. */
export const RESTRICTED_AT = '2026-11-23T07:41:00.000Z';

/** The user of an account that was secured after its restriction. */
export const SECURED_USER = {
  id: '44444444-4444-4444-4444-444444444444',
  userPrincipalName: 'alice@contoso.com',
  addresses: ['alice@contoso.com'],
  enabled: true,
  lastPasswordChangeAt: '2026-11-23T08:20:00.000Z',
  sessionsValidFrom: '2026-11-23T08:21:00.000Z',
  onPremises: false,
};

/** Facts about an account where every check passes; tests name only what they are about. */
export function facts(changes: Partial<TenantFacts> = {}): TenantFacts {
  return {
    observedAt: '2026-11-23T09:00:00.000Z',
    addresses: known(['alice@contoso.com']),
    subject: known({ kind: 'entity' }),
    user: known(SECURED_USER),
    strongMethods: known({ source: 'methods', registered: true, addedAt: ['2026-01-01T00:00:00.000Z'] }),
    risk: known('none'),
    forwarding: known('none'),
    inboxRules: known([]),
    ...changes,
  };
}

/** A context in which every check is required. */
export function context(changes: Partial<EvidenceContext> = {}): EvidenceContext {
  const { evidence } = tenantPolicy();
  return {
    restrictedAt: RESTRICTED_AT,
    attestations: { mfa: { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z' } },
    policy: { ...evidence, riskyUser: 'require' },
    ...changes,
  };
}
