import type { ApprovalVerdict } from '../approval/judge-approval.ts';
import type { PullRequestEvidence } from '../approval/evidence.ts';
import { requiredApprovals } from '../approval/required-approvals.ts';
import type { EvidenceResult } from '../evidence/evidence.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { RuleInput } from '../policy/rule-variables.ts';
import { entityKey } from '../request/entity.ts';
import type { UnblockRequest } from '../request/request.ts';
import type { Timestamp } from '../support/timestamp.ts';
import type { ObservedRestriction, RestrictionView } from './restriction-view.ts';

/** What is known of a request by the time its rules are judged. */
export interface JudgedFacts {
  readonly request: UnblockRequest;
  readonly policies: { readonly landing: TenantPolicy | null; readonly tip: TenantPolicy };
  /** Null where no pull request is known; rules are judged only after one has stood. */
  readonly pullRequest: PullRequestEvidence | null;
  readonly verdict: ApprovalVerdict;
  /** Every address known to belong to the entity's account or to the secured account, lower-cased. */
  readonly addresses: readonly string[];
  readonly evidence: readonly EvidenceResult[];
  readonly restriction: ObservedRestriction;
  readonly restrictions: RestrictionView;
  readonly unblocks: readonly Timestamp[];
  readonly now: Timestamp;
}

/** What CEL rules see of all that: names, times and verdicts, as plain data. */
export function ruleInput(facts: JudgedFacts): RuleInput {
  const { request, evidence, unblocks, now } = facts;
  return {
    request: requestValue(request),
    approval: approvalValue(facts),
    evidence: Object.fromEntries(
      evidence.map(({ check, result, observed, observedAt }) => [check, { result, observed, observedAt }]),
    ),
    restriction: restrictionValue(facts),
    history: { unblocks, count: unblocks.length },
    now,
  };
}

function requestValue(request: UnblockRequest): RuleInput['request'] {
  const { id, tenant, name, entity, restrictedSince, assessment, justification, attestations } = request;
  return {
    id,
    tenant,
    name,
    entity: { mailbox: '', connector: '', ...entity },
    ...(restrictedSince === undefined ? {} : { restrictedSince }),
    securedAccount: request.securedAccount ?? '',
    requestedBy: request.requestedBy ?? '',
    ticket: request.ticket ?? '',
    assessment,
    justification,
    attestations: Object.fromEntries(
      Object.entries(attestations).map(([kind, attestation]) => [kind, { method: '', ...attestation }]),
    ),
  };
}

function approvalValue({ request, policies, pullRequest, verdict, addresses }: JudgedFacts): RuleInput['approval'] {
  const counted = verdict.reviews.filter((one) => one.verdict === 'counted');
  const approvers = [...new Set(counted.map(({ review }) => review.user?.login ?? ''))];
  const under = [policies.tip, ...(policies.landing ? [policies.landing] : [])];
  const own = request.securedAccount === undefined ? [] : [request.securedAccount];
  const names = [entityKey(request.entity), ...own, ...addresses];
  const mergedAt = pullRequest?.mergedAt ?? undefined;
  return {
    pullRequest: pullRequest?.number ?? 0,
    author: pullRequest?.author?.login ?? '',
    ...(mergedAt === undefined ? {} : { mergedAt }),
    approvers,
    count: approvers.length,
    required: pullRequest
      ? requiredApprovals(request, pullRequest, under, names).count
      : policies.tip.approvals.required,
  };
}

function restrictionValue({ restriction, restrictions }: JudgedFacts): RuleInput['restriction'] {
  const { createdAt, changedAt, fencedAt, reason } = restriction;
  const row = [...restrictions.named, ...restrictions.others].find(
    (one) => one.createdAt === createdAt && (one.changedAt ?? null) === changedAt,
  );
  return {
    createdAt,
    ...(changedAt === null ? {} : { changedAt }),
    fencedAt,
    ...(row?.temporary === undefined ? {} : { temporary: row.temporary }),
    reason: { kind: reason.kind, raw: reason.raw },
  };
}
