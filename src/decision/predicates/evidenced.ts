import type { EvidenceResult } from '../../evidence/evidence.ts';
import type { EvidenceMode, TenantPolicy } from '../../policy/policy.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { UnblockRequest } from '../../request/request.ts';
import { assertNever } from '../../support/assert-never.ts';

/** One predicate for each check that the policy has switched on. */
export function evidenced(
  request: UnblockRequest,
  results: readonly EvidenceResult[],
  { evidence }: TenantPolicy,
): readonly Predicate[] {
  return results.map((result) => weigh(result, modeFor(result.check, request, evidence[result.check])));
}

/** After a false positive nothing was reset, so those two checks can only warn. */
function modeFor(check: EvidenceResult['check'], request: UnblockRequest, mode: EvidenceMode): EvidenceMode {
  const resets = check === 'passwordReset' || check === 'sessionsRevoked';
  return request.assessment === 'falsePositive' && resets && mode !== 'off' ? 'warn' : mode;
}

function weigh({ check, result, observed, unreadable }: EvidenceResult, mode: EvidenceMode): Predicate {
  const name = `evidence.${check}`;
  if (result === 'pass') return holds(name, observed);
  switch (mode) {
    case 'off':
      return holds(name, 'the policy does not ask for it');
    case 'warn':
      return holds(name, `only a warning: ${observed}`);
    case 'attest':
      return result === 'fail'
        ? fails(name, 'pending', observed)
        : holds(name, `rests on the attestation: ${observed}`);
    case 'require':
      return fails(name, result === 'unknown' && unreadable ? 'indeterminate' : 'pending', observed);
    default:
      return assertNever(mode);
  }
}
