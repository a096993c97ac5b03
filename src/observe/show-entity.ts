import { collectTenantFacts, oneGathering } from '../evidence/collect.ts';
import { overviewOf, type Overview } from '../overview/overview.ts';
import { readyRequest, type ReadyRequest } from '../overview/ready-request.ts';
import { everyCheckOn } from '../overview/recommendations.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import { clearedAsUnblocks, lookAgain } from '../reconcile/drift.ts';
import { NO_CLAIMS } from '../reconcile/found-claims.ts';
import { readHistory, type PastUnblock } from '../reconcile/history.ts';
import type { LookingPorts, TenantFailure } from '../reconcile/types.ts';
import { sameEntity, type Entity } from '../request/entity.ts';
import { read } from '../support/read.ts';
import type { Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { listFailures } from './attempt.ts';
import { findTenant } from './find-tenant.ts';
import { beginLooking, type Looking } from './looking.ts';
import { unsettledRequests, type Unsettled } from './open-requests.ts';

/** One entity as it was looked at. */
export type ShownEntity =
  | {
      readonly found: true;
      readonly overview: Overview;
      readonly ready: ReadyRequest;
      /** The default branch, into which a request is merged. */
      readonly branch: string;
      readonly now: Timestamp;
      readonly failures: readonly TenantFailure[];
    }
  /** A connector that no tenant's list holds; `restricted` is null where a list was not complete. */
  | {
      readonly found: false;
      readonly entity: Entity;
      readonly restricted: false | null;
      readonly tenants: readonly string[];
      readonly observedAt: Timestamp;
      readonly failures: readonly TenantFailure[];
    };

/**
 * Looks at one entity in the tenant that is named or that it is found in. Throws ConfigurationError where that is not
 * clear or the tenant's credential can't be set up; what could not be asked is a failure.
 */
export async function showEntity(
  ports: LookingPorts,
  entity: Entity,
  tenant: string | undefined,
): Promise<ShownEntity> {
  const observedAt = ports.clock.now();
  const looking = await beginLooking(ports);
  const found = await findTenant(entity, tenant, looking);
  if (found.policy === null) {
    const { tenants, failures } = found;
    return { found: false, entity, restricted: failures.length > 0 ? null : false, tenants, observedAt, failures };
  }
  const { policy, list, failures } = found;
  ports.progress.step(`looking at it in ${policy.tenant}`);
  const shown = await lookAt(entity, policy, list, looking);
  return { ...shown, failures: [...failures.filter((one) => one.tenant !== policy.tenant), ...shown.failures] };
}

async function lookAt(
  entity: Entity,
  policy: TenantPolicy,
  listed: RestrictionList | undefined,
  looking: Looking,
): Promise<Extract<ShownEntity, { found: true }>> {
  const { ports } = looking;
  const tenant = ports.tenant(policy);
  const requests = await read(async () => unsettledRequests(policy, looking));
  const securedAccount = securedBehind(entity, requests);
  const about = { entity, ...(securedAccount === undefined ? {} : { securedAccount }) };
  const everything = { ...policy, evidence: everyCheckOn(policy.evidence) };
  const [list, facts] = await Promise.all([
    listed ?? tenant.exchange.restrictions(),
    collectTenantFacts(about, everything, oneGathering(tenant, ports.clock)),
  ]);
  const unblocks = await pastUnblocks(requests, list, policy, looking);
  const now = ports.clock.now();
  const open = requests.known
    ? { ...requests, value: requests.value.requests.map((one) => ({ ...one, entity: one.request.entity })) }
    : requests;
  const overview = overviewOf({ entity, policy, now, list, facts, requests: open, unblocks });
  const ready = readyRequest({ overview, policy, facts, now, taken: takenNames(policy, requests, looking), ...about });
  return { found: true, overview, ready, branch: looking.tip.branch, now, failures: failuresOf(overview, list) };
}

/** The account behind a shared mailbox, where the open requests for it agree on one. */
function securedBehind(entity: Entity, requests: Reading<Unsettled>): string | undefined {
  if (!requests.known) return undefined;
  const own = requests.value.requests.filter(({ request }) => sameEntity(request.entity, entity));
  const [first, ...others] = new Set(own.flatMap(({ request }) => request.securedAccount ?? []));
  return others.length === 0 ? first : undefined;
}

/** A year of history, or as much as the policy's cap looks back on: how often something comes back is worth seeing. */
const HISTORY_MS = 365 * 24 * 60 * 60 * 1000;

/** What the records tell, and what was lifted outside as the cap counts it. */
async function pastUnblocks(
  requests: Reading<Unsettled>,
  list: RestrictionList,
  policy: TenantPolicy,
  { ports }: Looking,
): Promise<Reading<readonly (PastUnblock & { readonly outside: boolean })[]>> {
  if (!requests.known) return requests;
  const { view, requests: candidates } = requests.value;
  const within = Math.max(HISTORY_MS, policy.limits.unblocksPerEntity.withinMs);
  return read(async () => {
    const history = await readHistory(ports.records, view.snapshot, ports.clock.now(), within);
    const sightings = lookAgain(view, list, { candidates, history, lifted: [], claims: NO_CLAIMS }, { policy });
    return [
      ...history.unblocks.map((one) => ({ ...one, outside: false })),
      ...clearedAsUnblocks(sightings).map((one) => ({ ...one, outside: true })),
    ];
  });
}

/** Names that a new request can't have: those on the default branch, and those that have a record. */
function takenNames({ tenant }: TenantPolicy, requests: Reading<Unsettled>, { entries }: Looking): ReadonlySet<string> {
  const { settled = new Map(), open = new Map(), damaged = new Map() } = requests.known ? requests.value.view : {};
  return new Set([...(entries.get(tenant)?.keys() ?? []), ...settled.keys(), ...open.keys(), ...damaged.keys()]);
}

function failuresOf({ tenant, doubts, recommendations }: Overview, list: RestrictionList): readonly TenantFailure[] {
  const others = doubts.filter(({ about }) => about !== 'list').map(({ message }) => message);
  const unread = recommendations.flatMap(({ title, evidence }) =>
    evidence.result === 'unknown' && evidence.unreadable && evidence.mode === 'require'
      ? [`the policy requires "${title}", which ${evidence.observed}`]
      : [],
  );
  return [
    ...listFailures(tenant, { value: list }),
    ...[...others, ...unread].map((message) => ({ tenant, message, attention: 'unreachable' as const })),
  ];
}
