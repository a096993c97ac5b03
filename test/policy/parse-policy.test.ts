import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationMs } from '../../src/policy/durations.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { APPROVALS, CONTOSO, FABRIKAM, messagesOf, policyOf, tenantWith } from './policy-files.ts';

describe('a policy that says little', () => {
  test('has the documented defaults', () => {
    expect(policyOf({})).toEqual({
      publicRecords: false,
      tenants: {
        contoso: {
          tenant: 'contoso',
          ...CONTOSO,
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
          limits: {
            unblocksPerRun: 20,
            unblocksPerEntity: { count: 2, withinMs: 30 * 86_400_000 },
            claimLeaseMs: 60_000,
          },
          notifications: { unrequestedAfterMs: 4 * 3_600_000 },
          rules: [],
        },
      },
    });
  });

  test('is that of this repository', () => {
    const bytes = readFileSync(new URL('../../.github/reinstate.yml', import.meta.url));
    expect(parsePolicy(bytes)).toMatchObject({
      valid: true,
      value: { tenants: { contoso: { domains: ['contoso.com'] } } },
    });
  });
});

describe('a policy that says much', () => {
  test('is lower-cased where case means nothing, and its durations are milliseconds', () => {
    const { tenants, publicRecords } = policyOf(
      {
        approvals: {
          required: 2,
          approvers: { users: ['OctoCat'], teams: ['SecOps'], permission: 'maintain' },
          intake: ['Contoso-Helpdesk-App[bot]'],
          people: { OctoCat: 'Octo@Contoso.com' },
          protected: [{ entities: ['CEO@contoso.com', '*-admin@contoso.com', 'Connector:*'], required: 2 }],
          falsePositive: { required: 2 },
        },
        attestations: { maxAge: '90m' },
        request: { ttl: '7d', ticket: 'required' },
        fence: 'created',
        evidence: { mfa: 'attest', passwordLookback: '24h' },
        limits: { unblocksPerRun: 3, unblocksPerEntity: { count: 1 }, claimLease: '30s' },
        rules: [{ name: 'no vips', expr: 'true', message: 'No.' }],
        publicRecords: true,
      },
      tenantWith({
        tenantId: CONTOSO.tenantId.replaceAll('1', 'A'),
        domains: ['Contoso.com'],
        credential: 'certificate',
      }),
    );
    expect(publicRecords).toBe(true);
    expect(tenants['contoso']).toMatchObject({
      tenantId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
      domains: ['contoso.com'],
      credential: 'certificate',
      approvals: {
        required: 2,
        approvers: { users: ['octocat'], teams: ['secops'], permission: 'maintain' },
        intake: ['contoso-helpdesk-app'],
        people: { octocat: 'octo@contoso.com' },
        protected: [{ entities: ['ceo@contoso.com', '*-admin@contoso.com', 'connector:*'], required: 2 }],
        falsePositive: { required: 2 },
      },
      attestations: { maxAgeMs: 5_400_000 },
      request: { ttlMs: 604_800_000, ticket: 'required' },
      fence: 'created',
      evidence: { mfa: 'attest', passwordReset: 'require', passwordLookbackMs: 86_400_000 },
      limits: { unblocksPerRun: 3, unblocksPerEntity: { count: 1, withinMs: 2_592_000_000 }, claimLeaseMs: 30_000 },
      rules: [{ name: 'no vips', expr: 'true', message: 'No.' }],
    });
  });

  test('says permission: none to mean that no role makes an approver', () => {
    const { tenants } = policyOf({ approvals: { approvers: { users: ['octocat'], permission: 'none' } } });
    expect(tenants['contoso']?.approvals.approvers).not.toHaveProperty('permission');
  });
});

describe('a tenant’s own approvals, evidence and limits', () => {
  const { tenants } = policyOf(
    {
      approvals: { required: 3, approvers: { users: ['octocat'] }, falsePositive: { required: 2 } },
      evidence: { mfa: 'off', forwarding: 'off' },
      limits: { unblocksPerRun: 1, claimLease: '10s' },
    },
    {
      contoso: CONTOSO,
      fabrikam: {
        ...FABRIKAM,
        approvals: { approvers: { teams: ['soc'] } },
        evidence: { mfa: 'warn' },
        limits: { claimLease: '20s' },
      },
    },
  );

  test('replace the global blocks whole, and what they leave out has the default', () => {
    expect(tenants['fabrikam']).toMatchObject({
      approvals: { required: 1, approvers: { users: [], teams: ['soc'] } },
      evidence: { mfa: 'warn', forwarding: 'require' },
      limits: { unblocksPerRun: 20, claimLeaseMs: 20_000 },
    });
    expect(tenants['fabrikam']?.approvals).not.toHaveProperty('falsePositive');
  });

  test('change nothing for the other tenants', () => {
    expect(tenants['contoso']).toMatchObject({
      approvals: { required: 3 },
      evidence: { mfa: 'off', forwarding: 'off' },
      limits: { unblocksPerRun: 1, claimLeaseMs: 10_000 },
    });
  });

  test('make the global approvals dispensable where every tenant has its own', () => {
    expect(messagesOf({ approvals: undefined }, tenantWith({ approvals: APPROVALS }))).toEqual([]);
    expect(
      messagesOf({ approvals: undefined }, { contoso: { ...CONTOSO, approvals: APPROVALS }, fabrikam: FABRIKAM }),
    ).toEqual(['"approvals" is missing: nobody could approve in tenants.fabrikam']);
  });
});

describe('names that JavaScript knows', () => {
  test('are names like any other', () => {
    const { tenants } = policyOf(
      { approvals: { approvers: { users: ['octocat'] }, people: { constructor: 'c@contoso.com' } } },
      { constructor: CONTOSO },
    );
    expect(Object.keys(tenants)).toEqual(['constructor']);
    expect(tenants['constructor']?.approvals.people).toEqual({ constructor: 'c@contoso.com' });
  });

  test('are not there unless the file says so', () => {
    const { tenants } = policyOf({});
    expect(tenants['constructor']).toBeUndefined();
    expect(tenants['contoso']?.approvals.people['toString']).toBeUndefined();
  });
});

test('a duration is as long as it says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3650 }), (count) => {
      const [s = 0, m = 0, h = 0, d = 0] = ['s', 'm', 'h', 'd'].map((unit) => durationMs(`${count}${unit}`));
      expect([s, m / 60, h / 3600, d / 86_400]).toEqual(Array(4).fill(count * 1000));
    }),
  );
});
