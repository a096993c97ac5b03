import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { APPROVALS, CONTOSO, FABRIKAM, policyOf, tenantWith } from './policy-files.ts';

const HEAD = { apiVersion: 'reinstate/v1', kind: 'Policy' };

/** Every message and hint about the policy that the parts make of the least one. */
function complaintsOf(parts: object, tenants: object = { contoso: CONTOSO }): readonly string[] {
  const text = stringify({ ...HEAD, tenants, approvals: APPROVALS, ...parts }, { aliasDuplicateObjects: false });
  const checked = parsePolicy(new TextEncoder().encode(text));
  return checked.valid ? [] : checked.problems.map(({ message, hint }) => `${message} > ${hint}`);
}

const endpoints = (exchange: string, graph: string) => tenantWith({ endpoints: { exchange, graph } });
const OUTLOOK = 'https://outlook.office365.com';
const GRAPH = 'https://graph.microsoft.com';
const LOCAL = 'https://127.0.0.1:8443';
const protects = (entity: string) => ({
  approvals: { ...APPROVALS, protected: [{ entities: [entity], required: 2 }] },
});
const lookback = (passwordLookback: string) => ({ evidence: { passwordLookback } });

/** Two tenants that have everything in common. */
const twins = { contoso: CONTOSO, fabrikam: { ...CONTOSO } };
const rule = { name: 'a', expr: 'true', message: 'No.' };

type Case = readonly [title: string, parts: object, tenants?: object];

const cases: readonly Case[] = [
  ['two tenants in one', {}, twins],
  ['a domain twice in one tenant', {}, tenantWith({ domains: ['contoso.com', 'CONTOSO.com'] })],
  ['rules of one name', { rules: [rule, { ...rule, name: 'A' }] }],
  [
    'one login in two cases',
    { approvals: { ...APPROVALS, people: { octocat: 'a@contoso.com', OctoCat: 'b@contoso.com' } } },
  ],
  [
    'one login in two cases in a tenant',
    {},
    tenantWith({ approvals: { ...APPROVALS, people: { o: 'a@contoso.com', O: 'b@contoso.com' } } }),
  ],
  ['approvals nowhere', { approvals: undefined }, { contoso: CONTOSO, fabrikam: FABRIKAM }],
  ['an untested cloud', {}, tenantWith({ cloud: 'china' })],
  [
    'a cloud there is none of, with endpoints',
    {},
    tenantWith({ cloud: 'mars', endpoints: { exchange: OUTLOOK, graph: 'https://graph.example' } }),
  ],
  ['approvers who are nobody', { approvals: { approvers: { users: [] } } }],
  ['approvers without a role', { approvals: { approvers: { permission: 'none' } } }],
  ['approvers without anything', { approvals: { approvers: {} } }],
  ['approvers of a tenant who are nobody', {}, tenantWith({ approvals: { approvers: { teams: [] } } })],
  ['foreign hosts', {}, endpoints('https://mail.example', 'https://graph.example')],
  ['a foreign host beside this machine', {}, endpoints('https://mail.example', LOCAL)],
  ['this machine beside Microsoft', {}, endpoints(LOCAL, GRAPH)],
  ['Microsoft beside this machine', {}, endpoints(OUTLOOK, LOCAL)],
  ['origins that are none', {}, endpoints('http://outlook.office365.com', 'see https://graph.microsoft.com')],
  ['a domain with an @', {}, tenantWith({ domains: ['a@contoso.com'] })],
  ['a tenant in capitals', {}, { Contoso: CONTOSO }],
  ['a team with its owner', { approvals: { approvers: { teams: ['contoso/secops'] } } }],
  ['an App with its address', { approvals: { ...APPROVALS, intake: ['https://github.com/apps/x'] } }],
  ['a duration without a unit', { request: { ttl: '24' } }],
  ['a duration with something behind it', { request: { ttl: '24h30' } }],
  ['a duration with something before it', { request: { ttl: 'x24h' } }],
  ['a duration of more than ten years', { request: { ttl: '3651d' } }],
  ['a lookback that is none', lookback('0m')],
  ['a lookback of more than a day', lookback('25h')],
  ['a protected address without an @', protects('*')],
  ['a protected address that is none', protects('a b@contoso.com')],
  ['a protected connector that is none', protects('connector:xyz')],
  ['a protected connector without a name', protects('connector:')],
];

describe('a policy is refused with a remedy', () => {
  test('in the words of hints.txt', async () => {
    const said = cases.map(([title, parts, tenants]) => [`# ${title}`, ...complaintsOf(parts, tenants), ''].join('\n'));
    await expect(said.join('\n')).toMatchFileSnapshot('hints.txt');
  });

  test.each(cases.map(([title, ...policy]) => ({ title, policy })))('for $title', ({ policy: [parts, tenants] }) => {
    expect(complaintsOf(parts, tenants)).not.toEqual([]);
  });
});

describe('a policy may', () => {
  test.each<[string, object, object?]>([
    ['name a role alone', { approvals: { approvers: { permission: 'write' } } }],
    ['name a team alone', { approvals: { approvers: { teams: ['Sec.Ops_1-a'] } } }],
    ['give Microsoft’s own hosts', {}, endpoints(`${OUTLOOK}/`, GRAPH)],
    ['name the tested cloud', {}, tenantWith({ cloud: 'public' })],
    ['look back a day', lookback('24h')],
    ['look back not at all', lookback('0s')],
    ['let requests live ten years', { request: { ttl: '3650d' } }],
    ['protect every connector', protects('Connector:*')],
    ['protect one connector', protects('connector:6a1f0f3c-0000-0000-0000-000000000000')],
    ['protect an address by patterns', protects('*-admin*@*.contoso.com')],
    ['trust an App without its suffix', { approvals: { ...APPROVALS, intake: ['app', 'other[bot]'] } }],
  ])('%s', (_, parts, tenants) => {
    expect(complaintsOf(parts, tenants)).toEqual([]);
  });

  test('name a client that only reads', () => {
    const readerClientId = 'ABCDEFAB-3333-3333-3333-333333333333';
    const { tenants } = policyOf({}, tenantWith({ readerClientId, clientId: readerClientId }));
    expect(tenants['contoso']).toMatchObject({
      readerClientId: readerClientId.toLowerCase(),
      clientId: readerClientId.toLowerCase(),
    });
  });
});
