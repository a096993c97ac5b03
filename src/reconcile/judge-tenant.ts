import { decide } from '../decision/decide.ts';
import type { RecordsView } from '../records/store.ts';
import type { Judged } from './findings.ts';
import { clearedAsUnblocks, lookAgain } from './drift.ts';
import { NO_CLAIMS } from './found-claims.ts';
import { readHistory, type History, type PastUnblock } from './history.ts';
import { observationOf, observeTenant, type TenantState } from './observe-tenant.ts';
import type { Proven } from './prove-approval.ts';
import type { TenantReading } from './types.ts';

/** Decides every request with what the tenant showed; where nothing was asked, the approval's own decision stands. */
export function judgeAll(
  proven: readonly Proven[],
  state: TenantState | null,
  past: readonly PastUnblock[],
  run: TenantReading,
): readonly Judged[] {
  const { clock } = run.ports;
  return proven.map((one) => {
    const now = clock.now();
    const tenant = state ? observationOf(one.candidate, state, past, { now, policy: run.policy }) : null;
    return judge(one, { tenant, now }, run);
  });
}

/**
 * The same without any claim. The tenant is asked about every request that is not denied already, so that what is
 * missing there is known before the approvals are complete.
 */
export async function judgeWithoutClaims(
  proven: readonly Proven[],
  view: RecordsView,
  run: TenantReading,
): Promise<readonly Judged[]> {
  const open = proven.filter(({ decision }) => decision.outcome !== 'denied').map(({ candidate }) => candidate);
  if (open.length === 0) return judgeAll(proven, null, [], run);
  const history = await historyOf(view, run);
  const state = await observeTenant(open, run);
  const sightings = lookAgain(view, state.list, { candidates: open, history, lifted: [], claims: NO_CLAIMS }, run);
  return judgeAll(proven, state, [...history.unblocks, ...clearedAsUnblocks(sightings)], run);
}

/** What the branch remembers of the time that still matters. */
export async function historyOf({ snapshot }: RecordsView, { ports, policy }: TenantReading): Promise<History> {
  return readHistory(ports.records, snapshot, ports.clock.now(), policy.limits.unblocksPerEntity.withinMs);
}

function judge(
  { candidate, approval, landingPolicy, landingPolicyBlob }: Proven,
  { tenant, now }: { tenant: ReturnType<typeof observationOf>; now: string },
  run: TenantReading,
): Judged {
  const policies = { landing: landingPolicy, tip: run.policy };
  const input = { now, request: candidate.request, policies, approval, tenant };
  return { candidate, input, decision: decide(input), landingPolicyBlob };
}
