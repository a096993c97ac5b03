import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { againstPolicy } from '../../src/request/check-against-policy.ts';
import { parseRequest } from '../../src/request/parse-request.ts';

const PATH = 'unblock-requests/contoso/a.yaml';
const REQUEST = {
  apiVersion: 'reinstate/v1',
  kind: 'UnblockRequest',
  entity: { mailbox: 'alice@contoso.com' },
  justification: 'Password phished on the 22nd; account recovered.',
  attestations: {
    mfa: { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00Z' },
    passwordReset: { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:20:00Z' },
  },
};

function policyWith(parts: object) {
  const text = stringify({
    apiVersion: 'reinstate/v1',
    kind: 'Policy',
    tenants: {
      contoso: {
        tenantId: '11111111-1111-1111-1111-111111111111',
        clientId: '22222222-2222-2222-2222-222222222222',
        domains: ['contoso.com'],
      },
    },
    approvals: { approvers: { users: ['octocat'] } },
    ...parts,
  });
  const checked = parsePolicy(new TextEncoder().encode(text));
  if (!checked.valid) throw new Error('the policy of this test is invalid');
  return checked.value;
}

function messages(request: object, policyParts: object = {}, now?: string): readonly string[] {
  const bytes = new TextEncoder().encode(stringify({ ...REQUEST, ...request }));
  const checked = parseRequest(PATH, bytes, againstPolicy(policyWith(policyParts), now));
  return checked.valid ? [] : checked.problems.map(({ message }) => message);
}

describe('the policy of its tenant', () => {
  test('is asked for by the name of the folder, whatever JavaScript knows by that name', () => {
    const bytes = new TextEncoder().encode(stringify(REQUEST));
    const judge = againstPolicy({ tenants: {}, publicRecords: false });
    for (const tenant of ['contoso', 'constructor', 'valueof']) {
      expect(parseRequest(`unblock-requests/${tenant}/a.yaml`, bytes, judge)).toMatchObject({
        problems: [{ line: 1, column: 1, message: `the folder "${tenant}" names no tenant of the policy` }],
      });
    }
  });

  test('has nothing against a request that keeps to it', () => {
    expect(messages({})).toEqual([]);
  });

  test.each([
    [{ entity: { mailbox: 'alice@mail.contoso.com' } }, 'entity.mailbox'],
    [{ entity: { mailbox: 'alice@contoso.com.example' } }, 'entity.mailbox'],
    [{ securedAccount: 'bob@example.com' }, 'securedAccount'],
  ])('refuses %j, which is outside its domains', (request, name) => {
    expect(messages(request)).toEqual([`${name} is outside the domains of the tenant contoso: contoso.com`]);
  });

  test('lets attestations be made by somebody from outside', () => {
    const mfa = { attestedBy: 'helper@example.com', attestedAt: '2026-11-23T08:30:00Z' };
    expect(messages({ attestations: { ...REQUEST.attestations, mfa } })).toEqual([]);
  });

  test('may require a ticket', () => {
    const required = { request: { ticket: 'required' } };
    expect(messages({}, required)).toEqual(['"ticket" is missing: the policy requires one']);
    expect(messages({ ticket: 'INC1' }, required)).toEqual([]);
  });

  test('does not miss a ticket that is there but cannot be read', () => {
    const required = { request: { ticket: 'required' } };
    expect(messages({ ticket: 5 }, required)).toEqual(['ticket must be text, but is the number 5']);
    expect(messages({ tickets: 'INC1' }, required)).toEqual(['unknown key "tickets"; did you mean "ticket"?']);
  });

  test('refuses times more than five minutes in the future, given a clock', () => {
    expect(messages({}, {}, '2026-11-23T08:25:00.000Z')).toEqual([]);
    expect(messages({}, {}, '2026-11-23T08:24:59.999Z')).toEqual(['attestations.mfa.attestedAt is in the future']);
    expect(messages({ restrictedSince: '2026-11-23T10:00:00+01:00' }, {}, '2026-11-23T08:40:00.000Z')).toEqual([
      'restrictedSince is in the future',
    ]);
  });
});
