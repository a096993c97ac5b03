import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/drafting/facts.ts';
import { notRestricted, warningsAbout } from '../../src/drafting/notices.ts';
import type { RestrictionList } from '../../src/ports/exchange.ts';
import { known } from '../../src/support/reading.ts';
import { RESTRICTED_AT, row } from '../decision/build.ts';
import { ALICE, contoso, entityFacts, listOf, mailbox, NOT_ASKED, RELAY } from './build.ts';

const ALIAS = { mailbox: 'a.smith@contoso.com' };
const BOTH = known(mailbox({ addresses: ['alice@contoso.com', 'a.smith@contoso.com'] }));
const INCOMPLETE: RestrictionList = { ...listOf(), complete: false, reason: 'a page is missing', remedy: 'retry' };

describe('what a tenant shows about an entity', () => {
  it('is its restriction with its times, and what kind of mailbox it is', () => {
    expect(entityFacts()).toMatchObject({
      entity: ALICE,
      account: 'mailbox',
      restriction: { value: { times: { value: { createdAt: RESTRICTED_AT, fencedAt: RESTRICTED_AT } } } },
    });
    expect(entityFacts(ALICE, { mailbox: known(mailbox({ shared: true })) }).account).toBe('sharedMailbox');
    expect(entityFacts(RELAY)).toMatchObject({ account: 'connector', restriction: { known: true } });
  });

  it('is fenced by its later change where the policy says so', () => {
    const changedAt = '2026-11-23T09:00:00.000Z';
    const list = known(listOf(row({ changedAt })));
    const times = (parts: object) => entityFacts(ALICE, { list, parts }).restriction;
    expect(times({})).toMatchObject({ value: { times: { value: { createdAt: RESTRICTED_AT, fencedAt: changedAt } } } });
    expect(times({ fence: 'created' })).toMatchObject({ value: { times: { value: { fencedAt: RESTRICTED_AT } } } });
  });

  it('is under the address that is on the list, whichever address of the account was named', () => {
    const list = known(listOf(row()));
    expect(factsOf(contoso(), ALIAS, list, BOTH)).toMatchObject({ asked: ALIAS, entity: ALICE });
  });

  it('keeps the named address where that one is on the list as well', () => {
    const list = known(listOf(row(), row({ entity: ALIAS })));
    expect(factsOf(contoso(), ALIAS, list, BOTH)).toMatchObject({ asked: ALIAS, entity: ALIAS });
  });

  it.each([
    ['a whole list without it', { list: known(listOf()) }, true],
    ['an incomplete list without it', { list: known(INCOMPLETE) }, false],
    [
      'a whole list without it, and an address nobody can read',
      { list: known(listOf()), mailbox: known(mailbox({ addressesIncomplete: true })) },
      false,
    ],
    ['no list at all', { list: NOT_ASKED }, false],
    ['a whole list, but other addresses that could not be read', { list: known(listOf()), mailbox: NOT_ASKED }, false],
  ])('shows that it is not restricted by %s: %#', (_, over, shown) => {
    const facts = entityFacts(ALICE, over);
    expect(facts.restriction.known).toBe(shown);
    expect(notRestricted([facts])).toEqual(shown ? ['alice@contoso.com is not restricted'] : []);
  });

  it('says that there is no such mailbox', () => {
    const facts = entityFacts(ALICE, { list: known(listOf()), mailbox: known(undefined) });
    expect(notRestricted([facts])).toEqual(['alice@contoso.com is not restricted, and contoso has no such mailbox']);
  });
});

describe('warnings', () => {
  it('there are none where everything could be looked up', () => {
    expect(warningsAbout([entityFacts(), entityFacts(RELAY)])).toEqual([]);
  });

  it('name everything that was not checked, once for all that share a reason', () => {
    const bob = { mailbox: 'bob@contoso.com' };
    const nothing = { list: NOT_ASKED, mailbox: NOT_ASKED };
    expect(warningsAbout([entityFacts(ALICE, nothing), entityFacts(bob, nothing), entityFacts(RELAY)])).toEqual([
      'not checked whether alice@contoso.com, bob@contoso.com are restricted, nor since when: the tenant could not be asked',
      'not checked whether alice@contoso.com is a shared mailbox',
      'not checked whether bob@contoso.com is a shared mailbox',
    ]);
  });

  it('say that a restriction has no readable time', () => {
    const [warning] = warningsAbout([entityFacts(ALICE, { list: known(listOf(row({ createdAt: undefined }))) })]);
    expect(warning).toBe(
      'alice@contoso.com: the row has no readable created time, so the request names no restrictedSince',
    );
  });
});
