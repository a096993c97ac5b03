import type { UnblockRequest } from '../request/request.ts';
import { entityKey } from '../request/entity.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import { fails, holds, type Predicate } from '../policy/predicate.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { barredFrom, type Barred } from './barred.ts';
import type { ApprovalEvidence, PullRequestEvidence } from './evidence.ts';
import { judgeReviews, type JudgedReview } from './judge-reviews.ts';
import { attributable } from './predicates/attributable.ts';
import { enoughApprovals } from './predicates/enough-approvals.ts';
import { noObjection } from './predicates/no-objection.ts';
import { onlyRequestFiles } from './predicates/only-request-files.ts';
import { policyAtLanding } from './predicates/policy-at-landing.ts';
import { requestedBy } from './predicates/requested-by.ts';
import { requiredApprovals } from './required-approvals.ts';

/** What an approval is judged under. */
export interface ApprovalContext {
  /** The tenant's policy at the landing commit's first parent; null where there was no valid one. */
  readonly landingPolicy: TenantPolicy | null;
  readonly tipPolicy: TenantPolicy;
  /** Every address known to belong to the entity's account or to the secured account, lower-cased. */
  readonly addresses: readonly string[];
  /** The restriction's time; null while it is not known. */
  readonly restrictedAt: Timestamp | null;
}

/** The approval of one request, judged: reviews with their worth, who is barred, and the predicates. */
export interface ApprovalVerdict {
  readonly predicates: readonly Predicate[];
  readonly reviews: readonly JudgedReview[];
  readonly barred: readonly Barred[];
}

/** Judges approval evidence (docs/rules.md, rule 1). Pure: the same evidence always gives the same verdict. */
export function judgeApproval(
  request: UnblockRequest,
  evidence: ApprovalEvidence,
  context: ApprovalContext,
): ApprovalVerdict {
  const landed = landedByPullRequest(evidence);
  const policy = policyAtLanding(request, context.landingPolicy, context.tipPolicy);
  if (!evidence.pullRequest.known || evidence.pullRequest.value === null) {
    return { predicates: [landed, policy], reviews: [], barred: [] };
  }
  const judged = judgePullRequest(request, evidence, evidence.pullRequest.value, context);
  return { ...judged, predicates: [landed, policy, ...judged.predicates] };
}

function judgePullRequest(
  request: UnblockRequest,
  evidence: ApprovalEvidence,
  pullRequest: PullRequestEvidence,
  context: ApprovalContext,
): ApprovalVerdict {
  const policies = [context.tipPolicy, ...(context.landingPolicy ? [context.landingPolicy] : [])];
  const addresses = [
    entityKey(request.entity),
    ...(request.securedAccount === undefined ? [] : [request.securedAccount]),
    ...context.addresses,
  ];
  const barred = barredFrom(pullRequest, policies, addresses);
  const reviews = judgeReviews(pullRequest, {
    blob: evidence.blob,
    policies,
    barred,
    restrictedAt: context.restrictedAt,
  });
  const required = requiredApprovals(request, pullRequest, policies, addresses);
  return {
    barred,
    reviews,
    predicates: [
      onlyRequestFiles(evidence.path, pullRequest),
      requestedBy(request, pullRequest, policies),
      attributable(pullRequest),
      enoughApprovals(pullRequest, reviews, required),
      noObjection(pullRequest, policies),
    ],
  };
}

function landedByPullRequest({ pullRequest, landing }: ApprovalEvidence): Predicate {
  const name = 'landedByPullRequest';
  const commit = landing.commit.slice(0, 7);
  if (!pullRequest.known) {
    return fails(
      name,
      'indeterminate',
      `which pull request brought ${commit} could not be read: ${pullRequest.reason}`,
    );
  }
  if (pullRequest.value === null) return fails(name, 'denied', `${commit} was not brought by a merged pull request`);
  const { number, mergedAt } = pullRequest.value;
  return holds(name, mergedAt === null ? `#${number} would bring ${commit}` : `#${number} brought ${commit}`);
}
