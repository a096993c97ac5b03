import type { Given, Request } from '../generated/policy-tests.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import { againstPolicy } from '../request/check-against-policy.ts';
import { parseRequest } from '../request/parse-request.ts';
import type { Checked } from '../request/problem.ts';
import { REQUESTS_FOLDER } from '../request/request-path.ts';
import type { AttestationKind, UnblockRequest } from '../request/request.ts';
import type { CaseTimes } from './case-times.ts';

/** The request of a case, checked as any request file is: what it leaves out has a value that the policy accepts. */
export function caseRequest(
  { request = {} }: Given,
  tenant: TenantPolicy,
  policy: Policy,
  times: CaseTimes,
): Checked<UnblockRequest> {
  const bytes = new TextEncoder().encode(JSON.stringify(fileOf(request, tenant, times)));
  const path = `${REQUESTS_FOLDER}/${tenant.tenant}/case.yaml`;
  return parseRequest(path, bytes, againstPolicy(policy, times.now));
}

/** JSON is YAML, so the file needs no writer of its own. */
function fileOf(request: Request, { domains, request: { ticket } }: TenantPolicy, times: CaseTimes): object {
  const { attestations = {}, ...said } = request;
  const domain = domains[0] ?? 'contoso.com';
  const kinds = new Set([...needed(request), ...Object.keys(attestations)]);
  const attested = { attestedBy: `dana@${domain}`, attestedAt: times.attestedAt };
  const given: Readonly<Record<string, object | undefined>> = { ...attestations };
  return {
    apiVersion: 'reinstate/v1',
    kind: 'UnblockRequest',
    entity: { mailbox: `alice@${domain}` },
    justification: 'A case of the policy test: nobody was restricted, and nobody is unblocked.',
    ...(ticket === 'required' ? { ticket: 'INC0000001' } : {}),
    ...said,
    attestations: Object.fromEntries([...kinds].map((kind) => [kind, { ...attested, ...given[kind] }])),
  };
}

function needed({ entity, assessment }: Request): readonly AttestationKind[] {
  if (entity?.connector !== undefined) return ['connectorReview'];
  return ['mfa', assessment === 'falsePositive' ? 'investigation' : 'passwordReset'];
}
