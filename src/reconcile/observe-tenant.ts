import pLimit from 'p-limit';
import { viewOf } from '../decision/restriction-view.ts';
import type { TenantObservation } from '../decision/decide.ts';
import { collectTenantFacts, oneGathering } from '../evidence/collect.ts';
import type { TenantFacts } from '../evidence/evidence.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import { entityKey, type Entity } from '../request/entity.ts';
import type { Timestamp } from '../support/timestamp.ts';
import type { Candidate } from './desired.ts';
import { within, type PastUnblock } from './history.ts';
import type { TenantReading } from './types.ts';

/** How many accounts are looked at at once: enough to keep Exchange and Graph as busy as their adapters let them be. */
const CONCURRENT_ACCOUNTS = 20;

/** What the tenant showed: facts for each candidate first, then one list, so that the list is the newer of the two. */
export interface TenantState {
  readonly facts: ReadonlyMap<string, TenantFacts>;
  readonly list: RestrictionList;
  /** When reading of the list began, on the clock's monotonic scale. */
  readonly listedAtMs: number;
}

/** Gathers the facts of every candidate's account, then reads the list of restricted entities once. */
export async function observeTenant(candidates: readonly Candidate[], run: TenantReading): Promise<TenantState> {
  const limit = pLimit(CONCURRENT_ACCOUNTS);
  const { exchange } = run.tenant;
  const sources = oneGathering(run.tenant, run.ports.clock);
  const facts = await Promise.all(
    candidates.map(({ name, request }) =>
      limit(async () => [name, await collectTenantFacts(request, run.policy, sources)] as const),
    ),
  );
  const listedAtMs = run.ports.clock.monotonicMs();
  return { facts: new Map(facts), list: await exchange.restrictions(), listedAtMs };
}

/**
 * What the tenant showed about one candidate, as a decision needs it. The cap counts what is within its own time; that a
 * restriction was lifted is remembered longer.
 */
export function observationOf(
  { name, request }: Candidate,
  { facts, list }: TenantState,
  past: readonly PastUnblock[],
  { now, policy }: { readonly now: Timestamp; readonly policy: TenantPolicy },
): TenantObservation | null {
  const own = facts.get(name);
  if (!own) return null;
  const addresses = own.addresses.known ? own.addresses.value : [];
  const names = namesOf(request.entity, own);
  const unblocks = past.filter(({ entity }) => names.has(entity));
  return {
    facts: own,
    restrictions: viewOf(list, request.entity, addresses),
    unblocks: within(unblocks, now, policy.limits.unblocksPerEntity.withinMs).map(({ at }) => at),
    lifted: unblocks.flatMap(({ entity, restriction }) =>
      restriction !== null && entity === entityKey(request.entity) ? [restriction] : [],
    ),
  };
}

/** Every name an entity's account is known by, as far as the facts tell. */
export function namesOf(entity: Entity, facts: TenantFacts | undefined): ReadonlySet<string> {
  return new Set([entityKey(entity), ...(facts?.addresses.known ? facts.addresses.value : [])]);
}
