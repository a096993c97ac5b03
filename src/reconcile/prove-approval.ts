import pLimit from 'p-limit';
import type { ApprovalEvidence } from '../approval/evidence.ts';
import { collectApproval, collectOpenApproval } from '../approval/collect.ts';
import { decide, type Decision } from '../decision/decide.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { PullRequest } from '../ports/github.ts';
import { askOnce } from '../support/ask-once.ts';
import type { Candidate } from './desired.ts';
import { policyAt } from './policy-at.ts';
import type { TenantReading } from './types.ts';

/** A candidate with the proof of its approval, judged before anything is asked of the tenant. */
export interface Proven {
  readonly candidate: Candidate;
  readonly approval: ApprovalEvidence;
  readonly landingPolicy: TenantPolicy | null;
  readonly landingPolicyBlob: string | null;
  /** What the approval alone leads to; `approved` is not among it, and `pending` with every predicate satisfied means "go on". */
  readonly decision: Decision;
}

/** How many approvals are proved at once: each asks some ten things, and GitHub allows a hundred requests at a time. */
const CONCURRENT_PROOFS = 6;

/** How long GitHub gets to show what it did not show at first, before its absence is believed. */
const SECOND_READING_MS = 5_000;

/**
 * Proves the approval of every candidate. What is denied is read a second time some seconds later: a review or a pull
 * request that GitHub has not caught up with yet looks exactly like one that does not exist.
 */
export async function proveApprovals(candidates: readonly Candidate[], run: TenantReading): Promise<readonly Proven[]> {
  const limit = pLimit(CONCURRENT_PROOFS);
  const look = askingOnce(run);
  const first = await Promise.all(candidates.map((candidate) => limit(() => prove(candidate, look))));
  if (!first.some(({ decision }) => decision.outcome === 'denied')) return first;
  await run.ports.clock.sleep(SECOND_READING_MS);
  const secondLook = askingOnce(run);
  return Promise.all(
    first.map(async (one) => (one.decision.outcome === 'denied' ? limit(() => prove(one.candidate, secondLook)) : one)),
  );
}

/** One look at GitHub and git, which requests of the same pull request or reviewer share. */
export function askingOnce(run: TenantReading): TenantReading {
  const { github, git } = run.ports;
  return { ...run, ports: { ...run.ports, github: askOnce(github), git: askOnce(git) } };
}

/** Whether the approval stands as far as it can be judged without the tenant. */
export function stands({ decision }: Proven): boolean {
  return decision.predicates.every(({ satisfied }) => satisfied);
}

async function prove(candidate: Candidate, run: TenantReading): Promise<Proven> {
  const { request, blob, landing } = candidate;
  const atLanding = await policyAtLanding(candidate, run);
  const policies = atLanding.policy ? [run.policy, atLanding.policy] : [run.policy];
  const approval = await collectApproval({ request, blob, landing, policies }, sourcesOf(run));
  return provenBy(approval, atLanding, candidate, run);
}

/**
 * Proves the approval of a request in a pull request that is still open, as far as it got. Merged now, it would land
 * on the tip, so the tip's policy is the one at the landing.
 */
export async function proveOpen(candidate: Candidate, pullRequest: PullRequest, run: TenantReading): Promise<Proven> {
  const { request, blob, landing } = candidate;
  const subject = { request, blob, landing, policies: [run.policy] };
  const approval = await collectOpenApproval(pullRequest, subject, sourcesOf(run));
  return provenBy(approval, { policy: run.policy, blob: run.policyBlob }, candidate, run);
}

function sourcesOf({ ports: { github, git }, repository, tip: { branch } }: TenantReading) {
  return { github, git, repository, branch };
}

function provenBy(
  approval: ApprovalEvidence,
  { policy: landingPolicy, blob: landingPolicyBlob }: Awaited<ReturnType<typeof policyAtLanding>>,
  candidate: Candidate,
  run: TenantReading,
): Proven {
  const policies = { landing: landingPolicy, tip: run.policy };
  const input = { now: run.ports.clock.now(), request: candidate.request, policies, approval, tenant: null };
  return { candidate, approval, landingPolicy, landingPolicyBlob, decision: decide(input) };
}

async function policyAtLanding({ landing }: Candidate, run: TenantReading) {
  const { git } = run.ports;
  if (landing.firstParent === undefined) return { policy: null, blob: null };
  // Most requests landed under the very bytes that hold now, which were read already.
  const entry = await git.entryAt(landing.firstParent, POLICY_PATH);
  if (entry?.mode === '100644' && entry.blob === run.policyBlob) return { policy: run.policy, blob: entry.blob };
  const { blob, checked } = await policyAt(git, landing.firstParent);
  const policy = checked.valid ? (checked.value.tenants[run.policy.tenant] ?? null) : null;
  return { policy, blob };
}
