import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/decision/restriction-view.ts';
import type { Restriction } from '../../src/ports/exchange.ts';

const CREATED = '2026-11-23T07:41:00.000Z';

function row(address: string): Restriction {
  return {
    entity: { mailbox: address },
    createdAt: CREATED,
    changedAt: undefined,
    unreadableTime: false,
    temporary: true,
    reason: { kind: 'outboundSpam', raw: 'OutboundSpamPercent=80' },
    connector: { name: 'only for people' },
  };
}

describe('what a decision sees of the list', () => {
  const restrictions = [row('alice@contoso.com'), row('a.smith@contoso.com'), row('bob@contoso.com')];
  const list = { complete: true, observedAt: CREATED, restrictions } as const;
  const view = viewOf(list, { mailbox: 'alice@contoso.com' }, ['alice@contoso.com', 'a.smith@contoso.com']);

  it('is the rows of the account, the named one apart', () => {
    expect(view.named.map(({ entity }) => entity)).toEqual([{ mailbox: 'alice@contoso.com' }]);
    expect(view.others.map(({ entity }) => entity)).toEqual([{ mailbox: 'a.smith@contoso.com' }]);
  });

  it('is what records keep of a row, and nothing that only people read', () => {
    const kept = {
      createdAt: CREATED,
      changedAt: undefined,
      unreadableTime: false,
      temporary: true,
      reason: { kind: 'outboundSpam', raw: 'OutboundSpamPercent=80' },
    };
    expect(view.named).toStrictEqual([{ ...kept, entity: { mailbox: 'alice@contoso.com' } }]);
    expect(view.others).toStrictEqual([{ ...kept, entity: { mailbox: 'a.smith@contoso.com' } }]);
  });
});
