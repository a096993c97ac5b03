import type { TenantPolicy } from '../../policy/policy.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { UnblockRequest } from '../../request/request.ts';

const NAME = 'policyAtLanding';

/** A valid policy named the same tenant when the request landed, so that no later edit can have made room for it. */
export function policyAtLanding(
  { assessment }: UnblockRequest,
  landing: TenantPolicy | null,
  tip: TenantPolicy,
): Predicate {
  if (landing === null) {
    return fails(NAME, 'denied', `no valid policy named the tenant ${tip.tenant} when the request landed`);
  }
  if (assessment === 'falsePositive' && !landing.approvals.falsePositive) {
    return fails(NAME, 'denied', 'the policy knew no false positives when the request landed');
  }
  return landing.tenantId === tip.tenantId
    ? holds(NAME, 'the policy at the landing commit and the policy now name the same tenant')
    : fails(NAME, 'denied', `the policy pointed ${tip.tenant} at another tenant id when the request landed`);
}
