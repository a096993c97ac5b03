import { oneAccount } from '../decision/predicates/one-account.ts';
import { observedRestriction, viewOf } from '../decision/restriction-view.ts';
import type { TenantFacts } from '../evidence/evidence.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { Predicate } from '../policy/predicate.ts';
import type { Restriction, RestrictionList } from '../ports/exchange.ts';
import { entityKey, type Entity } from '../request/entity.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { afterUnblock, type AfterUnblock } from './after-unblock.ts';
import type { OpenRequest } from './entity-list.ts';
import { liftingOf, type Lifting } from './lifting.ts';
import { recommendationsFor, type Recommendation } from './recommendations.ts';
import { unblockHistory, type EarlierUnblock, type UnblockHistory } from './unblock-history.ts';

/** What was gathered about one entity. */
export interface ObservedEntity {
  readonly entity: Entity;
  readonly policy: TenantPolicy;
  readonly now: Timestamp;
  readonly list: RestrictionList;
  /** With every check on. */
  readonly facts: TenantFacts;
  /** Unsettled requests of the tenant, and unblocks that its records remember. */
  readonly requests: Reading<readonly (OpenRequest & { readonly entity: Entity })[]>;
  readonly unblocks: Reading<readonly (EarlierUnblock & { readonly entity: string })[]>;
}

/** One entity as a person looks at it before an unblock: the portal's Overview, with everything checked. Plain JSON. */
export interface Overview {
  readonly tenant: string;
  readonly entity: Entity;
  /** When reading of the list began. */
  readonly observedAt: Timestamp;
  /** Null where it could not be found out. */
  readonly restricted: boolean | null;
  /** What could not be read of all this. */
  readonly doubts: readonly Doubt[];
  /** Every address of the account, lower-cased; null where they are not known, empty for a connector. */
  readonly addresses: readonly string[] | null;
  /** Whether neither Exchange nor the directory has an account with this address. */
  readonly nobody: boolean;
  /** Whether one user of the directory holds the address: a request for any other is not approved. */
  readonly holders: Predicate | null;
  /** Every row of the account. The one that counts comes first. */
  readonly rows: readonly Restriction[];
  /** The time of the restriction under the policy's fence; null where there is none or it can't be told. */
  readonly restrictedAt: Timestamp | null;
  readonly lifting: Lifting | null;
  /** Null where the records could not be read. */
  readonly unblocks: UnblockHistory | null;
  /** Empty where nothing is restricted: then there is nothing to compare with. */
  readonly recommendations: readonly Recommendation[];
  /** Null where it could not be found out. */
  readonly requests: readonly OpenRequest[] | null;
  readonly after: AfterUnblock;
}

/** Something that could not be read, and why. */
export interface Doubt {
  readonly about: 'list' | 'addresses' | 'requests' | 'unblocks';
  readonly message: string;
}

/** Puts together what was gathered. Pure. */
export function overviewOf(observed: ObservedEntity): Overview {
  const { entity, policy, now, list, facts } = observed;
  const addresses = facts.addresses.known ? facts.addresses.value : null;
  const names = new Set([entityKey(entity), ...(addresses ?? [])]);
  const { rows, restrictedAt } = rowsOf(list, names, policy);
  const [row] = rows;
  return {
    tenant: policy.tenant,
    entity,
    observedAt: list.observedAt,
    restricted: row ? true : list.complete && addresses !== null ? false : null,
    doubts: doubtsOf(observed),
    addresses,
    nobody: isNobody(facts),
    holders: oneAccount(facts)[0] ?? null,
    rows,
    restrictedAt,
    lifting: row ? liftingOf(row, restrictedAt, now) : null,
    unblocks: historyOf(observed, names),
    recommendations: row ? recommendationsFor(entity, facts, policy.evidence, restrictedAt) : [],
    requests: requestsAbout(observed, names),
    after: afterUnblock(entity, row?.reason.kind ?? null),
  };
}

function isNobody({ holders, forwarding }: TenantFacts): boolean {
  return holders?.entity === 'nobody' && forwarding?.known === true && forwarding.value === null;
}

function historyOf({ unblocks, policy, now }: ObservedEntity, names: ReadonlySet<string>): UnblockHistory | null {
  if (!unblocks.known) return null;
  const own = unblocks.value.filter(({ entity }) => names.has(entity));
  return unblockHistory(own, policy.limits, now);
}

function requestsAbout({ requests }: ObservedEntity, names: ReadonlySet<string>): readonly OpenRequest[] | null {
  if (!requests.known) return null;
  const own = requests.value.filter(({ entity }) => names.has(entityKey(entity)));
  return own.map(({ id, phase }) => ({ id, phase }));
}

/** The account's rows, the newest first where all their times are known: the newest counts. */
function rowsOf(
  list: RestrictionList,
  names: ReadonlySet<string>,
  { fence }: TenantPolicy,
): { readonly rows: readonly Restriction[]; readonly restrictedAt: Timestamp | null } {
  const rows = list.restrictions.filter((row) => names.has(entityKey(row.entity)));
  const [first] = rows;
  const newest = first && observedRestriction(viewOf({ ...list, restrictions: rows }, first.entity, [...names]), fence);
  if (!newest?.known) return { rows, restrictedAt: null };
  const { createdAt, changedAt, fencedAt } = newest.value;
  const counts = (row: Restriction): boolean => row.createdAt === createdAt && (row.changedAt ?? null) === changedAt;
  return { rows: rows.toSorted((a, b) => Number(counts(b)) - Number(counts(a))), restrictedAt: fencedAt };
}

function doubtsOf({ list, facts, requests, unblocks }: ObservedEntity): readonly Doubt[] {
  const unread: readonly (readonly [Doubt['about'], string, Reading<unknown>])[] = [
    ['list', 'its list is not complete', list.complete ? known(null) : unknown(list.reason)],
    ['addresses', 'the other addresses of the account are not known', facts.addresses],
    ['requests', 'which requests are unsettled is not known', requests],
    ['unblocks', 'earlier unblocks are not known', unblocks],
  ];
  return unread.flatMap(([about, what, reading]) =>
    reading.known ? [] : [{ about, message: `${what}: ${reading.reason}` }],
  );
}
