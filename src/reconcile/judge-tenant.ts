import { decide } from '../decision/decide.ts';
import type { RecordsView } from '../records/store.ts';
import type { Judged } from './findings.ts';
import { observationOf, observeTenant, type TenantState } from './observe-tenant.ts';
import { pastUnblocks } from './past-unblocks.ts';
import type { Proven } from './prove-approval.ts';
import type { TenantReading } from './types.ts';

/** Decides every request with what the tenant showed; where nothing was asked, the approval's own decision stands. */
export async function judgeAll(
  proven: readonly Proven[],
  state: TenantState | null,
  view: RecordsView,
  run: TenantReading,
): Promise<readonly Judged[]> {
  const { clock, records } = run.ports;
  const past = state
    ? await pastUnblocks(records, view.snapshot, clock.now(), run.policy.limits.unblocksPerEntity.withinMs)
    : [];
  return proven.map((one) => {
    const tenant = state ? observationOf(one.candidate, state, past) : null;
    return judge(one, { tenant, now: clock.now() }, run);
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
  const state = open.length > 0 ? await observeTenant(open, run) : null;
  return judgeAll(proven, state, view, run);
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
