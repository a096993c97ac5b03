import type { TreeEntry } from '../ports/control-repository.ts';
import { loadRecords, readRecord, type RecordsView } from '../records/store.ts';
import { ConfigurationError } from '../support/errors.ts';
import { sortEntries } from './control-state.ts';
import { desiredState, readRequests, settledWith, type Desired } from './desired.ts';
import { splitExpired, splitLate } from './expiry.ts';
import { judgeWithoutClaims } from './judge-tenant.ts';
import {
  invalidRequest,
  refusedFile,
  unjudgedRequest,
  type PlannedRequest,
  type PlanResult,
  type Standing,
} from './planned-request.ts';
import { beginPlanning, planJudged, planTenants, type Planning } from './planning.ts';
import { proveApprovals } from './prove-approval.ts';
import type { ReadingPorts, TenantReading } from './types.ts';

/** Judges every unsettled request of the default branch as the next run would, and changes nothing. */
export async function planBranch(ports: ReadingPorts): Promise<PlanResult> {
  return planLanded(await beginPlanning(ports));
}

/** Explains one request of the default branch, settled or not. Throws ConfigurationError where there is none. */
export async function planRequest(ports: ReadingPorts, id: string): Promise<PlanResult> {
  const planning = await beginPlanning(ports);
  const result = await planLanded(planning, new Set([id]));
  if (result.requests.length > 0 || result.failures.length > 0) return result;
  throw new ConfigurationError(`there is no request ${id} on ${planning.tip.branch}`, {
    hint: 'name it <tenant>/<name>, after its file unblock-requests/<tenant>/<name>.yaml',
  });
}

/** Judges landed requests: those that are named, settled or not, or else everything unsettled. */
export async function planLanded(planning: Planning, named?: ReadonlySet<string>): Promise<PlanResult> {
  const { ports, policy, tip } = planning;
  const { byTenant, illegal } = sortEntries(await ports.git.requestTree(tip.commit), policy);
  const isNamed = (id: string): boolean => named?.has(id) ?? true;
  const tenants = Object.values(policy.tenants).filter(
    ({ tenant }) => named === undefined || [...named].some((id) => id.startsWith(`${tenant}/`)),
  );
  const { requests, failures } = await planTenants(tenants, planning, async (run) => {
    const entries = [...(byTenant.get(run.policy.tenant) ?? [])];
    const chosen = new Map(entries.filter(([name]) => isNamed(`${run.policy.tenant}/${name}`)));
    const planned = await planTenant(chosen, named === undefined ? 'unsettled' : 'all', run);
    return planned.filter(({ id }) => isNamed(id));
  });
  const misnamed = illegal.filter(({ id }) => isNamed(id)).map(({ id, problems }) => invalidRequest(id, problems));
  return { requests: [...misnamed, ...requests].toSorted((a, b) => a.id.localeCompare(b.id)), failures };
}

async function planTenant(
  entries: ReadonlyMap<string, TreeEntry>,
  which: 'unsettled' | 'all',
  run: TenantReading,
): Promise<readonly PlannedRequest[]> {
  const { records, clock } = run.ports;
  const view = await loadRecords(records, run.policy.tenant);
  const desired = await desiredState(entries, view, run);
  const { live, expired } = splitExpired(desired.candidates, run, clock.now());
  const over = [...entries].filter(([name]) => which === 'all' && settledWith(name, view) !== undefined);
  const settled = await readRequests(over, view, run);
  const phases = await phasesOf(over, view, run);
  const proven = await proveApprovals([...live, ...settled.candidates], run);
  const { due: judged, late } = splitLate(await judgeWithoutClaims(proven, view, run), run, clock.now());
  return [
    ...unjudged(desired, run),
    ...[...expired, ...late].map(({ request }) => {
      const reason = "past the policy's ttl: the next run settles it as Expired";
      return unjudgedRequest({ id: request.id, outcome: 'expired', missing: [reason], action: 'refuse', reason });
    }),
    ...settled.invalid.map(({ id, problems }) => invalidRequest(id, problems)),
    ...(await planJudged(judged, ({ candidate }) => phases.get(candidate.name) ?? { kind: 'landed' }, view, run)),
  ];
}

/** How each settled request ended; its record says so. */
async function phasesOf(
  settled: readonly (readonly [string, TreeEntry])[],
  view: RecordsView,
  { ports: { records } }: TenantReading,
): Promise<ReadonlyMap<string, Standing>> {
  const phases = new Map<string, Standing>();
  for (const [name] of settled) {
    const stored = view.open.get(name) ?? (await readRecord(records, view.snapshot, name));
    phases.set(name, { kind: 'settled', phase: stored && 'record' in stored ? stored.record.phase : null });
  }
  return phases;
}

function unjudged({ invalid, withdrawn, drift }: Desired, { policy }: TenantReading): readonly PlannedRequest[] {
  return [
    ...invalid.map(({ id, problems }) => invalidRequest(id, problems)),
    ...withdrawn.map(({ name, stored }) =>
      unjudgedRequest({
        id: `${policy.tenant}/${name}`,
        phase: stored.record.phase,
        outcome: 'withdrawn',
        action: 'none',
        reason: 'its file is gone: the next run settles it as Withdrawn',
      }),
    ),
    ...drift.flatMap(({ kind, id, message }) =>
      kind === 'RecordDamaged' && id !== null ? [refusedFile(id, [message])] : [],
    ),
  ];
}
