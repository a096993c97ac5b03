import type { Restriction } from '../ports/exchange.ts';
import type { Entity } from '../request/entity.ts';

/** What an unblock does and does not do. */
export interface AfterUnblock {
  /** The refusal that senders see until then. */
  readonly lifts: string;
  /** How long it takes, as Microsoft documents it. */
  readonly takesEffect: string;
  /** For how long it holds. */
  readonly holds: string;
  /** Refusals that stay, by their code, and what helps against them. */
  readonly doesNotLift: readonly { readonly code: string; readonly because: string }[];
}

const TENANT_WIDE = [
  { code: '5.7.705', because: 'the tenant exceeded a threshold: only Microsoft Support lifts it' },
  { code: '5.7.750', because: 'mail from a domain that is not registered: only Microsoft Support lifts it' },
] as const;

/** What Microsoft documents about the time after an unblock, for this kind of entity and reason. */
export function afterUnblock(entity: Entity, kind: Restriction['reason']['kind'] | null): AfterUnblock {
  if ('connector' in entity) {
    return {
      lifts: '550 5.7.711 Access denied, bad inbound connector',
      takesEffect: 'within an hour',
      holds: 'until the connector relays such mail again; a new restriction needs a new request',
      doesNotLift: [{ code: '5.1.8', because: 'a mailbox is restricted: unblock that mailbox' }, ...TENANT_WIDE],
    };
  }
  return {
    lifts: '550 5.1.8 Access denied, bad outbound sender',
    takesEffect: 'within an hour in most cases, within 24 hours at most',
    holds:
      kind === 'recipientLimit'
        ? 'no limit restricts the user again on the same day (UTC); from the next day on it does'
        : 'until the mailbox sends such mail again; a new restriction needs a new request, and counts',
    doesNotLift: [
      { code: '5.7.711', because: 'a connector is restricted: unblock that connector' },
      { code: '5.1.90', because: 'the recipient rate limit, said to lift by itself after 24 hours' },
      ...TENANT_WIDE,
    ],
  };
}
