import { describe, expect, test } from 'vitest';
import { CLOUDS, type Cloud } from '../../src/clouds/clouds.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { APPROVALS, CONTOSO, FABRIKAM, messagesOf, policyOf, tenantWith } from './policy-files.ts';

describe('a policy is refused', () => {
  const GRAPH = 'https://graph.microsoft.com';
  test.each<[string, object, object | undefined]>([
    [
      'tenants.fabrikam.tenantId is the same as tenants.contoso.tenantId',
      {},
      { contoso: CONTOSO, fabrikam: { ...CONTOSO, domains: ['fabrikam.com'] } },
    ],
    [
      'tenants.fabrikam.domains[0] is the same as tenants.contoso.domains[0]',
      {},
      { contoso: CONTOSO, fabrikam: { ...FABRIKAM, domains: ['CONTOSO.com'] } },
    ],
    ['tenants.contoso.domains is an empty list', {}, tenantWith({ domains: [] })],
    ['tenants.contoso.domains[0] is no domain name', {}, tenantWith({ domains: ['*.contoso.com'] })],
    ['tenants is empty', {}, {}],
    ['the key "Contoso" in tenants cannot name a tenant', {}, { Contoso: CONTOSO }],
    ['tenants.contoso.cloud is usGov, which Reinstate was never tested against', {}, tenantWith({ cloud: 'usGov' })],
    [
      'tenants.contoso.cloud is china, which Reinstate was never tested against',
      {},
      tenantWith({ cloud: 'china', acceptUntested: false }),
    ],
    [
      'tenants.contoso.credential must be githubOidc, certificate, managedIdentity or azureCli, but is "secret"',
      {},
      tenantWith({ credential: 'secret' }),
    ],
    [
      '"graph" is missing in tenants.contoso.endpoints',
      {},
      tenantWith({ endpoints: { exchange: 'https://outlook.office365.com' } }),
    ],
    [
      "tenants.contoso.endpoints.exchange is no host of Microsoft's in the cloud public",
      {},
      tenantWith({ endpoints: { exchange: 'https://outlook.office365.com.evil.example', graph: GRAPH } }),
    ],
    [
      "tenants.contoso.endpoints.exchange is no host of Microsoft's in the cloud public",
      {},
      tenantWith({ endpoints: { exchange: 'https://outlook.office365.us', graph: GRAPH } }),
    ],
    [
      "tenants.contoso.endpoints.exchange is no host of Microsoft's in the cloud public",
      {},
      tenantWith({ endpoints: { exchange: 'https://outlook.office365.com:8443', graph: GRAPH } }),
    ],
    [
      'tenants.contoso.endpoints.graph is no https origin',
      {},
      tenantWith({ endpoints: { exchange: 'https://outlook.office365.com', graph: `${GRAPH}/v1.0` } }),
    ],
    [
      'tenants.contoso.endpoints.graph is no https origin',
      {},
      tenantWith({
        endpoints: { exchange: 'https://outlook.office365.com', graph: 'https://user@graph.microsoft.com' },
      }),
    ],
    [
      'tenants.contoso.endpoints.graph is no https origin',
      {},
      tenantWith({ endpoints: { exchange: 'https://127.0.0.1', graph: 'http://127.0.0.1' } }),
    ],
    [
      "tenants.contoso.endpoints mixes this machine with Microsoft's",
      {},
      tenantWith({ endpoints: { exchange: 'https://127.0.0.1:8443', graph: GRAPH } }),
    ],
    [
      "tenants.contoso.endpoints.exchange is no host of Microsoft's in the cloud public",
      {},
      tenantWith({ endpoints: { exchange: 'https://127.0.0.1.evil.example', graph: GRAPH } }),
    ],
    ['"approvals" is missing: nobody could approve in tenants.contoso', { approvals: undefined }, undefined],
    ['"approvers" is missing in approvals', { approvals: { required: 1 } }, undefined],
    ['approvals.approvers is empty', { approvals: { approvers: {} } }, undefined],
    ['approvals.approvers names nobody', { approvals: { approvers: { users: [], permission: 'none' } } }, undefined],
    [
      'approvals.approvers.permission must be none, write, maintain or admin, but is "read"',
      { approvals: { approvers: { permission: 'read' } } },
      undefined,
    ],
    [
      'approvals.approvers.users[0] is no GitHub login',
      { approvals: { approvers: { users: ['@octocat'] } } },
      undefined,
    ],
    [
      'approvals.approvers.teams[0] is no team slug',
      { approvals: { approvers: { teams: ['contoso/secops'] } } },
      undefined,
    ],
    ['approvals.required must be at least 1, but is 0', { approvals: { ...APPROVALS, required: 0 } }, undefined],
    [
      'approvals.falsePositive.required must be at least 2, but is 1',
      { approvals: { ...APPROVALS, falsePositive: { required: 1 } } },
      undefined,
    ],
    [
      'approvals.protected[0].required must be at least 1, but is 0',
      { approvals: { ...APPROVALS, protected: [{ entities: ['ceo@contoso.com'], required: 0 }] } },
      undefined,
    ],
    [
      'approvals.protected[0].entities[0] can never match: an address has an @, and * does not stand for it',
      { approvals: { ...APPROVALS, protected: [{ entities: ['*'], required: 2 }] } },
      undefined,
    ],
    [
      'approvals.people.OCTOCAT is the same as approvals.people.octocat',
      { approvals: { ...APPROVALS, people: { octocat: 'o@contoso.com', OCTOCAT: 'p@contoso.com' } } },
      undefined,
    ],
    [
      'approvals.people.octocat holds a wildcard (*)',
      { approvals: { ...APPROVALS, people: { octocat: '*@contoso.com' } } },
      undefined,
    ],
    ['request.ttl is no duration', { request: { ttl: '0h' } }, undefined],
    ['request.ttl is no duration', { request: { ttl: '1.5h' } }, undefined],
    ['attestations.maxAge is longer than ten years', { attestations: { maxAge: '9999999999999999999d' } }, undefined],
    ['attestations.maxAge must be text, but is the number 24', { attestations: { maxAge: 24 } }, undefined],
    ['evidence.passwordLookback is longer than 24h', { evidence: { passwordLookback: '25h' } }, undefined],
    ['limits.claimLease is longer than 15m', { limits: { claimLease: '16m' } }, undefined],
    ['limits.claimLease is no duration', { limits: { claimLease: '0s' } }, undefined],
    ['evidence.passwordLookback is no duration', { evidence: { passwordLookback: '0h' } }, undefined],
    [
      'evidence.forwarding must be require, warn or off, but is "attest"',
      { evidence: { forwarding: 'attest' } },
      undefined,
    ],
    ['limits.unblocksPerRun must be at least 1, but is 0', { limits: { unblocksPerRun: 0 } }, undefined],
    ['limits.unblocksPerRun must be a whole number, but is "20"', { limits: { unblocksPerRun: '20' } }, undefined],
    ['unknown key "approvers"; did you mean "approvals"?', { approvals: undefined, approvers: APPROVALS }, undefined],
    [
      'rules[1].name is the same as rules[0].name',
      {
        rules: [
          { name: 'a', expr: 'true', message: 'm' },
          { name: 'a', expr: 'true', message: 'm' },
        ],
      },
      undefined,
    ],
    [
      'rules[0].expr is too short: it needs at least 1 character',
      { rules: [{ name: 'a', expr: '', message: 'm' }] },
      undefined,
    ],
    ['publicRecords must be true or false, but is "yes"', { publicRecords: 'yes' }, undefined],
  ])('with one problem: %s', (message, parts, tenants) => {
    expect(messagesOf(parts, tenants)).toEqual([message]);
  });

  test('with every problem at once, each at its own line', () => {
    const text = [
      'apiVersion: reinstate/v1',
      'kind: Policy',
      'tenants:',
      '  contoso:',
      '    tenantId: x',
      '    clientId: *id',
      '    domains: [contoso]',
      'fence: change',
    ];
    const checked = parsePolicy(new TextEncoder().encode(text.join('\n')));
    expect(
      checked.valid ? [] : checked.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
    ).toEqual([
      '1:1 "approvals" is missing: nobody could approve in tenants.contoso',
      '5:15 tenants.contoso.tenantId is no GUID',
      '6:15 the alias "*id" is not allowed',
      '7:15 tenants.contoso.domains[0] is no domain name',
      '8:8 fence must be changed or created, but is "change"; did you mean changed?',
    ]);
  });

  test.each(['', '# nothing', 'null', '[]', '\u0000', '{', 'a: 1\n---\nb: 2'])('when it is %j', (text) => {
    expect(parsePolicy(new TextEncoder().encode(text)).valid).toBe(false);
  });
});

describe('endpoints', () => {
  const clouds: readonly Cloud[] = ['public', 'usGov', 'usGovDod', 'china'];
  const own = clouds.flatMap((cloud) => CLOUDS[cloud].exchange.map((host) => [cloud, host] as const));

  test.each(own)('of the cloud %s may be %s, and of no other cloud', (cloud, host) => {
    for (const other of clouds) {
      const endpoints = { exchange: `https://${host}/`, graph: `https://${CLOUDS[other].graph}` };
      const messages = messagesOf({}, tenantWith({ cloud: other, acceptUntested: true, endpoints }));
      expect(messages).toHaveLength(other === cloud ? 0 : 1);
    }
    const endpoints = { exchange: `https://${host}/`, graph: `https://${CLOUDS[cloud].graph}` };
    const { tenants } = policyOf({}, tenantWith({ cloud, acceptUntested: true, endpoints }));
    expect(tenants['contoso']?.endpoints?.exchange).toBe(`https://${host}`);
  });

  test.each(['https://127.0.0.1:8443', 'https://localhost:8443', 'https://[::1]:8443', 'https://127.1.2.3'])(
    'may both be loopback: %s',
    (origin) => {
      const { tenants } = policyOf({}, tenantWith({ endpoints: { exchange: origin, graph: origin } }));
      expect(tenants['contoso']?.endpoints).toEqual({ exchange: origin, graph: origin });
    },
  );
});
