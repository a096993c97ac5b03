import { outlook } from '../decision/decide.ts';
import type { ApprovedDecision } from '../decision/decide.ts';
import { plan } from '../plan/plan.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import type { Tip } from '../ports/control-repository.ts';
import type { Repository } from '../ports/github.ts';
import type { RecordsView } from '../records/store.ts';
import { failureOf, requirePolicy } from './control-state.ts';
import type { Judged } from './findings.ts';
import { claimOfAnother, foundClaims, waitsForClaim, type FoundClaims } from './found-claims.ts';
import { namesOf } from './observe-tenant.ts';
import {
  judgedRequest,
  type Obstacle,
  type PlannedRequest,
  type PlanResult,
  type Standing,
} from './planned-request.ts';
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
  view: RecordsView,
  run: TenantReading,
): Promise<readonly PlannedRequest[]> {
  const claims = await foundClaims(view, run);
  const obstacles = new Map([...planObstacles(judged, run), ...claimObstacles(judged, claims)]);
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

/** Claims that the next run has to leave alone: a request's own, or another's on the same account. */
function claimObstacles(judged: readonly Judged[], claims: FoundClaims): readonly (readonly [string, Obstacle])[] {
  const held = new Map([...claims].filter(([, { allowed }]) => !allowed).map(([name, { stored }]) => [name, stored]));
  return judged.flatMap(({ candidate: { name, request }, input }): (readonly [string, Obstacle])[] => {
    const own = claims.get(name);
    if (own?.allowed === false) return [[name, { reason: own.reason, attention: 'none' }]];
    const names = [...namesOf(request.entity, input.tenant?.facts)];
    const other = claimOfAnother(names, name, { open: held }, claims);
    return other ? [[name, { reason: waitsForClaim(other, claims), attention: 'none' }]] : [];
  });
}
