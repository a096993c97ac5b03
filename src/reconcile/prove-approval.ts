import type { ApprovalEvidence } from '../approval/evidence.ts';
import { collectApproval } from '../approval/collect.ts';
import { decide, type Decision } from '../decision/decide.ts';
import type { TenantPolicy } from '../policy/policy.ts';
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

/** How long GitHub gets to show what it did not show at first, before its absence is believed. */
const SECOND_READING_MS = 5_000;

/**
 * Proves the approval of every candidate. What is denied is read a second time some seconds later: a review or a pull
 * request that GitHub has not caught up with yet looks exactly like one that does not exist.
 */
export async function proveApprovals(candidates: readonly Candidate[], run: TenantReading): Promise<readonly Proven[]> {
  const first = await Promise.all(candidates.map((candidate) => prove(candidate, run)));
  if (!first.some(({ decision }) => decision.outcome === 'denied')) return first;
  await run.ports.clock.sleep(SECOND_READING_MS);
  return Promise.all(first.map(async (one) => (one.decision.outcome === 'denied' ? prove(one.candidate, run) : one)));
}

/** Whether the approval stands as far as it can be judged without the tenant. */
export function stands({ decision }: Proven): boolean {
  return decision.predicates.every(({ satisfied }) => satisfied);
}

async function prove(candidate: Candidate, run: TenantReading): Promise<Proven> {
  const { request, blob, landing } = candidate;
  const { git, github, clock } = run.ports;
  const { policy: landingPolicy, blob: landingPolicyBlob } = await policyAtLanding(candidate, run);
  const approval = await collectApproval(
    { request, blob, landing, policies: landingPolicy ? [run.policy, landingPolicy] : [run.policy] },
    { github, git, repository: run.repository, branch: run.tip.branch },
  );
  const policies = { landing: landingPolicy, tip: run.policy };
  const decision = decide({ now: clock.now(), request, policies, approval, tenant: null });
  return { candidate, approval, landingPolicy, landingPolicyBlob, decision };
}

async function policyAtLanding({ landing }: Candidate, run: TenantReading) {
  if (landing.firstParent === undefined) return { policy: null, blob: null };
  const { blob, checked } = await policyAt(run.ports.git, landing.firstParent);
  const policy = checked.valid ? (checked.value.tenants[run.policy.tenant] ?? null) : null;
  return { policy, blob };
}
