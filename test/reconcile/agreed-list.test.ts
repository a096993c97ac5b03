import { describe, expect, it } from 'vitest';
import type { Restriction, RestrictionList } from '../../src/ports/exchange.ts';
import { agreedList } from '../../src/reconcile/stuck-claims.ts';
import { row } from '../decision/build.ts';

const OLD = '2026-11-23T07:41:00.000Z';
const NEW = '2026-11-23T08:00:00.000Z';
const ACCOUNTS = [new Set(['alice@contoso.com', 'sales@contoso.com'])];

function whole(...restrictions: Restriction[]): RestrictionList {
  return { complete: true, observedAt: '2026-11-23T09:00:00.000Z', restrictions };
}

function broken(reason: string, ...restrictions: Restriction[]): RestrictionList {
  return { ...whole(...restrictions), complete: false, reason, remedy: 'grant' };
}

const at = (createdAt: string, mailbox = 'alice@contoso.com'): Restriction => row({ entity: { mailbox }, createdAt });

describe('two lists, one lease apart', () => {
  it.each([
    ['show the same', whole(at(OLD)), whole(at(OLD))],
    ['show a newer restriction by now', whole(at(OLD)), whole(at(NEW))],
    ['show nothing any more', whole(at(OLD)), whole()],
    ['show an older one of somebody else', whole(at(NEW, 'bob@contoso.com')), whole(at(OLD, 'bob@contoso.com'))],
    ['show the older one beside the newer', whole(at(NEW)), whole(at(OLD), at(NEW))],
  ])('that %s are the second', (_, first, second) => {
    expect(agreedList(first, second, ACCOUNTS)).toBe(second);
  });

  it.each([
    ['the first broke off', broken('page 2', at(OLD)), whole(at(OLD)), 'page 2'],
    ['the second broke off', whole(at(OLD)), broken('page 3', at(OLD)), 'page 3'],
    ['both broke off', broken('page 2'), broken('page 3'), 'page 3'],
    ['the second went back in time', whole(at(NEW)), whole(at(OLD)), 'an older restriction'],
    ['the second has the older one of another address', whole(at(NEW)), whole(at(OLD, 'sales@contoso.com')), 'older'],
  ])('are not complete where %s', (_, first, second, reason) => {
    const agreed = agreedList(first, second, ACCOUNTS);
    expect(agreed).toMatchObject({ complete: false, reason: expect.stringContaining(reason) });
    expect(agreed.restrictions).toEqual(second.restrictions);
  });
});
