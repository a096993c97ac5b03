import type { ApprovalEvidence, PullRequestEvidence, ReviewEvidence } from '../../src/approval/evidence.ts';
import type { ApprovalContext } from '../../src/approval/judge-approval.ts';
import type { Account } from '../../src/ports/github.ts';
import type { ApprovalPolicy, TenantPolicy } from '../../src/policy/policy.ts';
import type { UnblockRequest } from '../../src/request/request.ts';
import { known } from '../../src/support/reading.ts';

export const PATH = 'unblock-requests/contoso/alice.yaml';
export const BLOB = 'b'.repeat(40);
export const OTHER_BLOB = 'c'.repeat(40);
export const HEAD = 'd'.repeat(40);
export const LANDING = 'e'.repeat(40);
export const MERGED_AT = '2026-11-23T10:00:00.000Z';

export const author: Account = { id: 1, login: 'octocat', type: 'User' };
export const reviewer: Account = { id: 2, login: 'hubot-keeper', type: 'User' };
export const second: Account = { id: 3, login: 'monalisa', type: 'User' };
export const bot: Account = { id: 4, login: 'contoso-helpdesk-app[bot]', type: 'Bot' };

/** A review that counts, unless told otherwise. */
export function review(over: Partial<ReviewEvidence> = {}): ReviewEvidence {
  return {
    id: 10,
    user: reviewer,
    state: 'APPROVED',
    commit: HEAD,
    blob: known(BLOB),
    submittedAt: '2026-11-23T09:00:00.000Z',
    standing: { role: known('write'), loginBelongsTo: (over.user ?? reviewer).id, teams: {} },
    ...over,
  };
}

/** A merged pull request with one good review, unless told otherwise. */
export function pullRequest(over: Partial<PullRequestEvidence> = {}): PullRequestEvidence {
  return {
    number: 42,
    author,
    mergedAt: MERGED_AT,
    files: known([{ path: PATH, status: 'added' }]),
    changes: known([
      {
        commit: HEAD,
        people: [
          { role: 'author', account: known(author) },
          { role: 'committer', account: known(author) },
        ],
      },
    ]),
    pushes: known([]),
    baseChangedAt: known(null),
    reviews: known([review()]),
    requestedBy: known(null),
    ...over,
  };
}

export function evidence(over: Partial<PullRequestEvidence> = {}): ApprovalEvidence {
  return {
    path: PATH,
    blob: BLOB,
    landing: { commit: LANDING, firstParent: 'f'.repeat(40), committedAt: MERGED_AT },
    pullRequest: known(pullRequest(over)),
  };
}

function approvals(over: Partial<ApprovalPolicy> = {}): ApprovalPolicy {
  return {
    required: 1,
    approvers: { users: ['hubot-keeper', 'octocat', 'monalisa'], teams: [] },
    intake: [],
    people: {},
    protected: [],
    ...over,
  };
}

export function policy(over: Partial<ApprovalPolicy> = {}): TenantPolicy {
  return {
    tenant: 'contoso',
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId: '22222222-2222-2222-2222-222222222222',
    domains: ['contoso.com'],
    cloud: 'public',
    credential: 'githubOidc',
    approvals: approvals(over),
    attestations: { maxAgeMs: 86_400_000 },
    request: { ttlMs: 259_200_000, ticket: 'optional' },
    fence: 'changed',
    evidence: {
      passwordReset: 'require',
      mfa: 'require',
      sessionsRevoked: 'warn',
      accountEnabled: 'warn',
      forwarding: 'require',
      inboxRules: 'warn',
      riskyUser: 'off',
      passwordLookbackMs: 0,
    },
    limits: { unblocksPerRun: 20, unblocksPerEntity: { count: 2, withinMs: 2_592_000_000 }, claimLeaseMs: 60_000 },
    notifications: { unrequestedAfterMs: 4 * 3_600_000 },
    rules: [],
  };
}

export function context(over: Partial<ApprovalContext> = {}): ApprovalContext {
  return { landingPolicy: policy(), tipPolicy: policy(), addresses: [], restrictedAt: null, ...over };
}

export function request(over: Partial<UnblockRequest> = {}): UnblockRequest {
  return {
    id: 'contoso/alice',
    tenant: 'contoso',
    name: 'alice',
    path: PATH,
    entity: { mailbox: 'alice@contoso.com' },
    assessment: 'compromised',
    justification: 'Password phished; account recovered and rules removed.',
    attestations: {
      mfa: { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z' },
      passwordReset: { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:20:00.000Z' },
    },
    ...over,
  };
}
