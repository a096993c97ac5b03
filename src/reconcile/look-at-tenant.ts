import { InternalError } from '../support/errors.ts';
import { failureOf } from './control-state.ts';
import { observeTenant, type TenantState } from './observe-tenant.ts';
import type { Proven } from './prove-approval.ts';
import { secondList, type EarlierClaims } from './stuck-claims.ts';
import type { TenantFailure, TenantRun } from './types.ts';

/** What a run saw of its tenant, and what kept it from seeing more. */
export interface Look {
  /** Null where the tenant could not be asked at all. */
  readonly state: TenantState | null;
  readonly failures: readonly TenantFailure[];
}

/**
 * Looks at the accounts of approved requests and at the list. The list is read even where no request needs it: what
 * nobody asked for, and what became of earlier unblocks, shows there alone. Then a silent tenant spoils nothing else.
 */
export async function lookAtTenant(
  approved: readonly Proven[],
  earlier: () => Promise<EarlierClaims>,
  run: TenantRun,
): Promise<Look> {
  const candidates = approved.map(({ candidate }) => candidate);
  const accounts = candidates.length > 0 ? `${candidates.length} account(s) and ` : '';
  run.ports.progress.step(`reading ${accounts}the restricted entities of ${run.policy.tenant}`);
  if (candidates.length === 0) return lookAround(run);
  const first = await observeTenant(candidates, run);
  return { state: await secondList(candidates, await earlier(), first, run), failures: [] };
}

async function lookAround(run: TenantRun): Promise<Look> {
  try {
    const state = await observeTenant([], run);
    return { state, failures: state.list.complete ? [] : [incomplete(state.list.reason, run)] };
  } catch (error) {
    if (error instanceof InternalError || error instanceof TypeError) throw error;
    return { state: null, failures: [failureOf(run.policy.tenant, error)] };
  }
}

function incomplete(reason: string, { policy: { tenant } }: TenantRun): TenantFailure {
  const message = `the list of restricted entities is incomplete, so nothing is said about what is gone from it: ${reason}`;
  return { tenant, message, attention: 'unreachable' };
}
