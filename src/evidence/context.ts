import type { EvidencePolicy } from '../policy/policy.ts';
import type { UnblockRequest } from '../request/request.ts';
import type { Timestamp } from '../support/timestamp.ts';

/** What facts are compared with. */
export interface EvidenceContext {
  /** The restriction's time under the policy's fence. */
  readonly restrictedAt: Timestamp;
  readonly attestations: UnblockRequest['attestations'];
  readonly policy: EvidencePolicy;
}
