import { describe, expect, it } from 'vitest';
import {
  COLUMNS,
  entitiesIn,
  listedEntity,
  NEWEST_FIRST,
  selectRows,
  sortOrder,
  type Column,
  type ListedEntity,
} from '../../src/overview/entity-list.ts';
import { listed } from './build.ts';

const ROWS = [
  listed({ entity: 'bob@contoso.com', createdAt: '2026-11-23T08:00:00.000Z', temporary: true }),
  listed({
    entity: 'alice@contoso.com',
    createdAt: '2026-11-23T09:00:00.000Z',
    changedAt: '2026-11-23T10:00:00.000Z',
    reason: { kind: 'recipientLimit', raw: 'ExceedingLimitType=External' },
  }),
  listed({ entity: 'carol@fabrikam.com', tenant: 'fabrikam', createdAt: null, temporary: null }),
  listed({
    entity: '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e',
    type: 'connector',
    name: 'Printers',
    createdAt: '2026-11-23T07:00:00.000Z',
    reason: { kind: 'connector', raw: 'Relay' },
    requests: [{ id: 'contoso/printers', phase: 'Pending' }],
  }),
];
const [BOB, ALICE, CAROL, PRINTERS] = ROWS;

describe('rows are sorted', () => {
  it.each<[Column, readonly (ListedEntity | undefined)[], readonly (ListedEntity | undefined)[]]>([
    ['tenant', [BOB, ALICE, PRINTERS, CAROL], [CAROL, BOB, ALICE, PRINTERS]],
    ['entity', [PRINTERS, ALICE, BOB, CAROL], [CAROL, BOB, ALICE, PRINTERS]],
    ['type', [PRINTERS, BOB, ALICE, CAROL], [BOB, ALICE, CAROL, PRINTERS]],
    ['createdAt', [PRINTERS, BOB, ALICE, CAROL], [ALICE, BOB, PRINTERS, CAROL]],
    ['changedAt', [ALICE, BOB, CAROL, PRINTERS], [ALICE, BOB, CAROL, PRINTERS]],
    ['temporary', [ALICE, PRINTERS, BOB, CAROL], [BOB, ALICE, PRINTERS, CAROL]],
    ['reason', [PRINTERS, BOB, CAROL, ALICE], [ALICE, BOB, CAROL, PRINTERS]],
    ['requests', [PRINTERS, BOB, ALICE, CAROL], [PRINTERS, BOB, ALICE, CAROL]],
  ])('by %s, equal ones in their order and unknown ones last', (column, ascending, descending) => {
    expect(selectRows(ROWS, { sort: { column, descending: false } })).toEqual(ascending);
    expect(selectRows(ROWS, { sort: { column, descending: true } })).toEqual(descending);
  });

  it('by the newest restriction where nothing is asked for', () => {
    expect(selectRows(ROWS, { sort: NEWEST_FIRST })).toEqual([ALICE, BOB, PRINTERS, CAROL]);
  });

  it.each([
    ['entity', { column: 'entity', descending: false }],
    ['entity:asc', { column: 'entity', descending: false }],
    ['ENTITY:DESC', { column: 'entity', descending: true }],
    ['createdat', { column: 'createdAt', descending: false }],
  ])('as %s says', (text, order) => {
    expect(sortOrder(text)).toEqual(order);
  });

  it('by every column there is', () => {
    expect(COLUMNS.map((column) => sortOrder(`${column}:desc`))).toEqual(
      COLUMNS.map((column) => ({ column, descending: true })),
    );
  });

  it.each(['', 'age', 'entity:', 'entity:up', 'entity:desc:asc', ':desc', ' entity', '__proto__'])(
    'never as %j',
    (text) => {
      expect(sortOrder(text)).toBeUndefined();
    },
  );
});

describe('rows are searched', () => {
  it.each([
    ['an address, in any case', 'ALICE', [ALICE]],
    ['a part of it', '@contoso', [ALICE, BOB]],
    ['the tenant', 'fabrikam', [CAROL]],
    ['the kind of the reason', 'recipientlimit', [ALICE]],
    ["Microsoft's text", 'type=external', [ALICE]],
    ["a request's id", 'contoso/printers', [PRINTERS]],
    ['the name of a connector', 'printers', [PRINTERS]],
    ['nothing', 'no such thing', []],
    ['no pattern', '.*', []],
  ])('for %s', (_, search, found) => {
    expect(selectRows(ROWS, { search, sort: NEWEST_FIRST })).toEqual(found);
  });

  it('and kept to one type', () => {
    expect(selectRows(ROWS, { type: 'connector', sort: NEWEST_FIRST })).toEqual([PRINTERS]);
    expect(selectRows(ROWS, { type: 'mailbox', search: 'contoso', sort: NEWEST_FIRST })).toEqual([ALICE, BOB]);
  });
});

describe('a row of the list', () => {
  const row = {
    entity: { mailbox: 'alice@contoso.com' },
    createdAt: undefined,
    changedAt: undefined,
    unreadableTime: true,
    temporary: undefined,
    reason: { kind: 'other', raw: '' },
  } as const;

  it('has null for what nobody knows', () => {
    expect(listedEntity('contoso', row, new Map())).toMatchObject({
      createdAt: null,
      changedAt: null,
      unreadableTime: true,
      temporary: null,
      requests: [],
    });
  });

  it('has no requests, rather than none, where they could not be read', () => {
    expect(listedEntity('contoso', row, null).requests).toBeNull();
  });

  it('has the requests that name its entity', () => {
    const requests = [{ id: 'contoso/alice', phase: null }];
    expect(listedEntity('contoso', row, new Map([['alice@contoso.com', requests]])).requests).toEqual(requests);
  });
});

it('an entity that is listed twice is one entity', () => {
  expect(entitiesIn([...ROWS, ...ROWS])).toBe(ROWS.length);
});
