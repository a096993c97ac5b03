import { outlook } from '../decision/decide.ts';
import type { ApprovedDecision } from '../decision/decide.ts';
import { plan } from '../plan/plan.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import type { Tip } from '../ports/control-repository.ts';
import type { Repository } from '../ports/github.ts';
import { failureOf, requirePolicy } from './control-state.ts';
import type { Judged } from './findings.ts';
import {
  judgedRequest,
  type Obstacle,
  type PlannedRequest,
  type PlanResult,
  type Standing,
} from './planned-request.ts';
import { isClaimed, mayTakeOver } from './takeover.ts';
import type { ReadingPorts, TenantReading } from './types.ts';

/** What every plan begins with. */
export interface Planning {
  readonly tip: Tip;
  readonly policy: Policy;
  readonly policyBlob: string;
  readonly repository: Repository;
  readonly ports: ReadingPorts;
}

/** Reads the default branch's tip, its policy and the repository. Throws ConfigurationError for a policy that is invalid. */
export async function beginPlanning(ports: ReadingPorts): Promise<Planning> {
  const tip = await ports.git.fetchTip();
  const { policy, blob } = await requirePolicy(tip, ports.git);
  return { tip, policy, policyBlob: blob, repository: await ports.github.repository(), ports };
}

/** Plans each tenant's part; one that can't be asked stops only itself. */
export async function planTenants(
  tenants: readonly TenantPolicy[],
  planning: Planning,
  part: (run: TenantReading) => Promise<readonly PlannedRequest[]>,
): Promise<PlanResult> {
  const parts = await Promise.all(
    tenants.map(async (policy): Promise<PlanResult> => {
      try {
        return { requests: await part({ ...planning, policy, tenant: planning.ports.tenant(policy) }), failures: [] };
      } catch (error) {
        return { requests: [], failures: [failureOf(policy.tenant, error)] };
      }
    }),
  );
  return {
    requests: parts.flatMap(({ requests }) => requests),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

/** Tells judged requests, with what keeps approved ones waiting: another run's claim, the run's limit, each other. */
export async function planJudged(
  judged: readonly Judged[],
  standingOf: (judged: Judged) => Standing,
  run: TenantReading,
): Promise<readonly PlannedRequest[]> {
  const obstacles = new Map([...planObstacles(judged, run), ...(await claimObstacles(judged, run))]);
  return judged.map((one) =>
    judgedRequest(
      one.candidate,
      { outcome: one.decision.outcome, look: outlook(one.input), input: one.input },
      standingOf(one),
      obstacles.get(one.candidate.name),
    ),
  );
}

function planObstacles(judged: readonly Judged[], { policy }: TenantReading): ReadonlyMap<string, Obstacle> {
  const approved = judged.filter(isApproved);
  const planned = plan(
    approved.map(({ decision }) => decision),
    policy.limits.unblocksPerRun,
  );
  return new Map(
    approved.flatMap(({ candidate, decision }): [string, Obstacle][] => {
      if (decision.restriction === null) return [];
      if ('unsafe' in planned) return [[candidate.name, { reason: planned.reason, attention: 'refused' }]];
      const other = planned.waiting.find(({ requestId }) => requestId === candidate.request.id);
      return other ? [[candidate.name, { reason: other.reason, attention: 'none' }]] : [];
    }),
  );
}

function isApproved(judged: Judged): judged is Judged & { readonly decision: ApprovedDecision } {
  return judged.decision.outcome === 'approved';
}

async function claimObstacles(
  judged: readonly Judged[],
  run: TenantReading,
): Promise<readonly (readonly [string, Obstacle])[]> {
  const found = await Promise.all(
    judged.map(async ({ candidate }): Promise<readonly (readonly [string, Obstacle])[]> => {
      if (!candidate.stored || !isClaimed(candidate)) return [];
      const { allowed, reason } = await mayTakeOver(candidate.stored, run);
      return allowed ? [] : [[candidate.name, { reason, attention: 'none' }]];
    }),
  );
  return found.flat();
}
