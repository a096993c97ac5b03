import { stringify } from 'yaml';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';

/** The least that a tenant says. */
export const CONTOSO = {
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  domains: ['contoso.com'],
};
/** Another one. */
export const FABRIKAM = { ...CONTOSO, tenantId: '44444444-4444-4444-4444-444444444444', domains: ['fabrikam.com'] };
/** The least that approvals say. */
export const APPROVALS = { approvers: { users: ['octocat'] } };
const HEAD = { apiVersion: 'reinstate/v1', kind: 'Policy' };

function parse(parts: object, tenants: object = { contoso: CONTOSO }) {
  return parsePolicy(new TextEncoder().encode(stringify({ ...HEAD, tenants, approvals: APPROVALS, ...parts })));
}

/** The policy that the parts make of the least one. Throws where it is invalid. */
export function policyOf(parts: object, tenants?: object): Policy {
  const checked = parse(parts, tenants);
  if (!checked.valid) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.value;
}

/** What is wrong with the policy that the parts make of the least one. */
export function messagesOf(parts: object, tenants?: object): readonly string[] {
  const checked = parse(parts, tenants);
  return checked.valid ? [] : checked.problems.map(({ message }) => message);
}

/** The tenant contoso with more to say. */
export function tenantWith(parts: object) {
  return { contoso: { ...CONTOSO, ...parts } };
}
