import { observedRestriction, viewOf } from '../decision/restriction-view.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { Mailbox, Restriction, RestrictionList } from '../ports/exchange.ts';
import { entityKey, type Entity } from '../request/entity.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';

/** What is known about one entity that somebody wants unblocked. */
export interface EntityFacts {
  readonly tenant: TenantPolicy;
  /** As it was named. */
  readonly asked: Entity;
  /** As a request has to name it: the address that is on the list, where that is another one of the same account. */
  readonly entity: Entity;
  readonly account: AccountKind;
  /** Known and undefined: the tenant shows that it is not restricted. */
  readonly restriction: Reading<FoundRestriction | undefined>;
}

/** What stands behind an entity; `absent` is an address without a mailbox. */
export type AccountKind = 'connector' | 'mailbox' | 'sharedMailbox' | 'absent' | 'unknown';

/** The restriction as the list shows it. */
export interface FoundRestriction {
  /** When it began, and what attestations have to be later than; unknown where a time on the list can't be read. */
  readonly times: Reading<{ readonly createdAt: Timestamp; readonly fencedAt: Timestamp }>;
  readonly temporary: boolean | undefined;
  readonly kind: Restriction['reason']['kind'];
}

/** The answers about one entity, as one thing. `mailbox` means nothing for a connector. */
export function factsOf(
  tenant: TenantPolicy,
  asked: Entity,
  list: Reading<RestrictionList>,
  mailbox: Reading<Mailbox | undefined>,
): EntityFacts {
  const account = 'connector' in asked ? 'connector' : accountKind(mailbox);
  if (!list.known) return { tenant, asked, entity: asked, account, restriction: list };
  const addresses = ('mailbox' in asked && mailbox.known && mailbox.value?.addresses) || [];
  const entity = nameOnList(list.value, asked, addresses);
  const found = restrictionOf(tenant, list.value, entity, addresses);
  if (found) return { tenant, asked, entity, account, restriction: known(found) };
  return { tenant, asked, entity, account, restriction: absence(list.value, account, mailbox) };
}

function accountKind(mailbox: Reading<Mailbox | undefined>): AccountKind {
  if (!mailbox.known) return 'unknown';
  if (!mailbox.value) return 'absent';
  return mailbox.value.shared ? 'sharedMailbox' : 'mailbox';
}

function nameOnList({ restrictions }: RestrictionList, asked: Entity, addresses: readonly string[]): Entity {
  const listed = (key: string): Entity | undefined =>
    restrictions.find(({ entity }) => entityKey(entity) === key)?.entity;
  return [entityKey(asked), ...addresses].map(listed).find((entity) => entity !== undefined) ?? asked;
}

function restrictionOf(
  { fence }: TenantPolicy,
  list: RestrictionList,
  entity: Entity,
  addresses: readonly string[],
): FoundRestriction | undefined {
  const view = viewOf(list, entity, addresses);
  const [row] = view.named;
  const observed = observedRestriction(view, fence);
  if (!row || !observed) return undefined;
  const newest = observed.known ? view.named.find(({ createdAt }) => createdAt === observed.value.createdAt) : row;
  const { temporary, reason } = newest ?? row;
  return { times: observed, temporary, kind: reason.kind };
}

/** Only a whole list, searched under every address of the account, shows that there is no restriction. */
function absence(
  list: RestrictionList,
  account: AccountKind,
  mailbox: Reading<Mailbox | undefined>,
): Reading<undefined> {
  if (!list.complete) return unknown(`the list is incomplete: ${list.reason}`);
  if (account !== 'connector' && !mailbox.known) {
    return unknown(`it is not on the list, and its other addresses could not be read: ${mailbox.reason}`);
  }
  if (account !== 'connector' && mailbox.known && mailbox.value?.addressesIncomplete) {
    return unknown('it is not on the list, and one of its other addresses could not be read');
  }
  return known(undefined);
}
