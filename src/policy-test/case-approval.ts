import type { ApprovalEvidence, PullRequestEvidence, ReviewEvidence } from '../approval/evidence.ts';
import { requiredApprovals } from '../approval/required-approvals.ts';
import type { Approval, Review } from '../generated/policy-tests.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import { entityKey } from '../request/entity.ts';
import type { UnblockRequest } from '../request/request.ts';
import { known } from '../support/reading.ts';
import { caseTime, type CaseTimes } from './case-times.ts';

const LANDED = 'b'.repeat(40);
const OTHER_CONTENT = 'c'.repeat(40);
const HEAD = 'd'.repeat(40);
const LANDING = 'e'.repeat(40);
const BASE = 'f'.repeat(40);
const AUTHOR = 'requester';

/**
 * How the request of a case was approved. Without reviews of its own it has as many approvals as it needs, by people
 * the policy names; where it names too few, there are too few.
 */
export function caseApproval(
  approval: Approval,
  request: UnblockRequest,
  tenant: TenantPolicy,
  times: CaseTimes,
): ApprovalEvidence {
  const number = approval.pullRequest ?? 1;
  const opened = opening(approval, request, times, number);
  const reviews = approval.reviews ?? enoughReviews(opened, request, tenant);
  return {
    path: request.path,
    blob: LANDED,
    landing: { commit: LANDING, firstParent: BASE, committedAt: times.mergedAt },
    pullRequest: known({
      ...opened,
      reviews: known(reviews.map((review, index) => reviewEvidence(review, index, tenant, times))),
    }),
  };
}

function opening(
  { author: login = AUTHOR }: Approval,
  { path, requestedBy }: UnblockRequest,
  { mergedAt }: CaseTimes,
  number: number,
): PullRequestEvidence {
  const author = account(login);
  return {
    number,
    author,
    mergedAt,
    files: known([{ path, status: 'added' }]),
    changes: known([{ commit: HEAD, people: [{ role: 'author', account: known(author) }] }]),
    pushes: known([]),
    baseChangedAt: known(null),
    reviews: known([]),
    requestedBy: known(requestedBy === undefined ? null : account(requestedBy)),
  };
}

/** An account's id follows from its login, as a case knows people by nothing else. */
function account(login: string) {
  const id = Array.from(login.toLowerCase(), (letter) => letter.codePointAt(0) ?? 0).reduce(
    (sum, code) => (sum * 31 + code) % 999_999_937,
    7,
  );
  return { id, login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

function enoughReviews(opened: PullRequestEvidence, request: UnblockRequest, tenant: TenantPolicy): readonly Review[] {
  const { users, teams, permission } = tenant.approvals.approvers;
  const names = new Set([entityKey(request.entity), request.securedAccount]);
  const involved = new Set([opened.author?.login.toLowerCase(), request.requestedBy?.toLowerCase()]);
  const able = users.filter((login) => !involved.has(login) && !names.has(tenant.approvals.people[login] ?? 'nobody'));
  const { count } = requiredApprovals(request, opened, [tenant], []);
  const others = Array.from({ length: count }, (_, index) => `approver-${index + 1}`);
  return [...able, ...(teams.length > 0 || permission !== undefined ? others : [])]
    .slice(0, count)
    .map((user) => ({ user, role: 'admin' as const, teams: [...teams] }));
}

function reviewEvidence(review: Review, index: number, tenant: TenantPolicy, times: CaseTimes): ReviewEvidence {
  const user = account(review.user);
  const teams = new Set((review.teams ?? []).map((team) => team.toLowerCase()));
  return {
    id: index + 1,
    user,
    state: review.state ?? 'APPROVED',
    commit: HEAD,
    blob: known(review.ofOtherContent === true ? OTHER_CONTENT : LANDED),
    submittedAt: review.submittedAt === undefined ? times.reviewedAt : caseTime(review.submittedAt),
    standing: {
      role: known(review.role ?? 'write'),
      loginBelongsTo: user.id,
      teams: Object.fromEntries(
        tenant.approvals.approvers.teams.map((team) => [team, known(teams.has(team) ? 'active' : 'none')]),
      ),
    },
  };
}
