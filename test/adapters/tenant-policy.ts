import type { TenantPolicy } from '../../src/policy/policy.ts';

/** A tenant's policy with every default; tests name only what they are about. */
export function tenantPolicy(changes: Partial<TenantPolicy> = {}): TenantPolicy {
  return {
    tenant: 'contoso',
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId: '22222222-2222-2222-2222-222222222222',
    domains: ['contoso.com'],
    cloud: 'public',
    credential: 'githubOidc',
    approvals: {
      required: 1,
      approvers: { users: ['octocat'], teams: [] },
      intake: [],
      people: {},
      protected: [],
    },
    attestations: { maxAgeMs: 24 * 3_600_000 },
    request: { ttlMs: 72 * 3_600_000, ticket: 'optional' },
    fence: 'changed',
    evidence: {
      passwordReset: 'require',
      mfa: 'require',
      sessionsRevoked: 'warn',
      accountEnabled: 'warn',
      forwarding: 'require',
      inboxRules: 'warn',
      riskyUser: 'off',
      passwordLookbackMs: 0,
    },
    limits: { unblocksPerRun: 20, unblocksPerEntity: { count: 2, withinMs: 30 * 86_400_000 }, claimLeaseMs: 60_000 },
    notifications: { unrequestedAfterMs: 4 * 3_600_000 },
    rules: [],
    ...changes,
  };
}
