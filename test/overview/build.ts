import type { ListedEntity } from '../../src/overview/entity-list.ts';

/** A row of the list in which nothing is remarkable but what is given. */
export function listed(row: Partial<ListedEntity>): ListedEntity {
  return {
    tenant: 'contoso',
    type: 'mailbox',
    entity: 'alice@contoso.com',
    name: null,
    createdAt: '2026-11-23T07:41:00.000Z',
    changedAt: null,
    unreadableTime: false,
    temporary: false,
    reason: { kind: 'outboundSpam', raw: 'OutboundSpamPercent=80' },
    requests: [],
    ...row,
  };
}
