import type { ApprovalEvidence, PullRequestEvidence } from '../../../src/approval/evidence.ts';
import type { ApprovalContext } from '../../../src/approval/judge-approval.ts';
import type { Outcome } from '../../../src/policy/predicate.ts';
import type { UnblockRequest } from '../../../src/request/request.ts';
import { policy } from '../build.ts';

/** A way to get an approval that should not count, or one that should, and what has to come of it. */
export interface Threat {
  readonly threat: string;
  readonly outcome: Outcome;
  /** A piece of the reason that a person is given. */
  readonly says: string;
  readonly pullRequest?: Partial<PullRequestEvidence>;
  readonly evidence?: Partial<ApprovalEvidence>;
  readonly request?: Partial<UnblockRequest>;
  readonly context?: Partial<ApprovalContext>;
}

/** The same policy at the landing commit and now. */
export function both(over: Parameters<typeof policy>[0]): Partial<ApprovalContext> {
  return { landingPolicy: policy(over), tipPolicy: policy(over) };
}
