import { describe, expect, it } from 'vitest';
import type { TenantFacts } from '../../src/evidence/evidence.ts';
import type { Holders } from '../../src/evidence/facts.ts';
import { overviewOf, type ObservedEntity } from '../../src/overview/overview.ts';
import type { Restriction, RestrictionList } from '../../src/ports/exchange.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { row } from '../decision/build.ts';
import { facts } from '../evidence/facts.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';

const NOW = '2026-11-23T12:00:00.000Z';
const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';

function list(...restrictions: readonly Restriction[]): RestrictionList {
  return { complete: true, observedAt: NOW, restrictions };
}

function observed(over: Partial<ObservedEntity> = {}): ObservedEntity {
  return {
    entity: { mailbox: 'alice@contoso.com' },
    policy: tenantPolicy(),
    now: NOW,
    list: list(row()),
    facts: facts({ addresses: known(['alice@contoso.com', 'a.smith@contoso.com']) }),
    requests: known([]),
    unblocks: known([]),
    ...over,
  };
}

const incomplete = { complete: false, observedAt: NOW, reason: 'page 2 is missing', remedy: 'retry' } as const;

describe('whether an entity is restricted', () => {
  it.each<[string, Partial<ObservedEntity>, boolean | null]>([
    ['yes, where it is listed', {}, true],
    [
      'yes, where another address of its account is',
      { list: list(row({ entity: { mailbox: 'a.smith@contoso.com' } })) },
      true,
    ],
    ['yes, in what could be read of a list', { list: { ...incomplete, restrictions: [row()] } }, true],
    [
      'no, where a complete list holds no address of it',
      { list: list(row({ entity: { mailbox: 'bob@contoso.com' } })) },
      false,
    ],
    ['not known, where a list is not complete', { list: { ...incomplete, restrictions: [] } }, null],
    [
      'not known, where its other addresses are not',
      { list: list(), facts: facts({ addresses: unknown('403') }) },
      null,
    ],
    [
      'no, for a connector, which has no other address',
      { entity: { connector: CONNECTOR }, facts: { observedAt: NOW, addresses: known([]) } },
      false,
    ],
  ])('%s', (_, over, restricted) => {
    expect(overviewOf(observed(over)).restricted).toBe(restricted);
  });

  it('says what could not be read', () => {
    const nothing = { list: { ...incomplete, restrictions: [] }, facts: facts({ addresses: unknown('no right') }) };
    const { doubts, requests, unblocks } = overviewOf(
      observed({ ...nothing, requests: unknown('no git'), unblocks: unknown('no git') }),
    );
    expect(doubts.map(({ about, message }) => `${about}: ${message}`)).toEqual([
      'list: its list is not complete: page 2 is missing',
      'addresses: the other addresses of the account are not known: no right',
      'requests: which requests are unsettled is not known: no git',
      'unblocks: earlier unblocks are not known: no git',
    ]);
    expect({ requests, unblocks }).toEqual({ requests: null, unblocks: null });
  });

  it('says that nobody has such an address, or several have', () => {
    const looked = (entity: Holders, more: Partial<TenantFacts> = {}) =>
      overviewOf(observed({ facts: facts({ holders: { entity }, ...more }) }));
    expect(looked('nobody', { forwarding: known(null) }).nobody).toBe(true);
    expect(looked('nobody').nobody).toBe(false);
    expect(looked('unread', { forwarding: known(null) }).nobody).toBe(false);
    expect(looked('one').holders).toMatchObject({ satisfied: true });
    expect(looked('several').holders).toMatchObject({ satisfied: false });
    expect(looked('unread').holders).toBeNull();
  });
});

describe('of several rows', () => {
  const newer = row({ createdAt: '2026-11-23T09:00:00.000Z', temporary: true });
  const alias = row({ entity: { mailbox: 'a.smith@contoso.com' }, changedAt: '2026-11-23T10:00:00.000Z' });

  it('the newest counts, whichever address it names', () => {
    const { rows, restrictedAt, lifting } = overviewOf(observed({ list: list(row(), newer) }));
    expect(rows).toEqual([newer, row()]);
    expect(restrictedAt).toBe('2026-11-23T09:00:00.000Z');
    expect(lifting).toEqual({ kind: 'byItself', at: '2026-11-24T00:00:00.000Z', overdue: false });
    expect(overviewOf(observed({ list: list(row(), newer, alias) })).restrictedAt).toBe('2026-11-23T10:00:00.000Z');
  });

  it('the created time counts where the policy says so', () => {
    const policy = { ...tenantPolicy(), fence: 'created' as const };
    expect(overviewOf(observed({ policy, list: list(row(), newer, alias) })).rows[0]).toEqual(newer);
  });

  it('none is the newest where one has no readable time, and what compares with it is unknown', () => {
    const { restrictedAt, recommendations } = overviewOf(
      observed({ list: list(newer, row({ createdAt: undefined })) }),
    );
    expect(restrictedAt).toBeNull();
    const results = Object.fromEntries(recommendations.map(({ id, evidence }) => [id, evidence.result]));
    expect(results).toMatchObject({
      passwordReset: 'unknown',
      mfa: 'unknown',
      sessionsRevoked: 'unknown',
      forwarding: 'pass',
    });
  });
});

describe('what else belongs to it', () => {
  const other = { phase: null, entity: { mailbox: 'bob@contoso.com' } };

  it('is every request and every unblock of the account, under any of its addresses', () => {
    const unblock = { at: '2026-11-22T09:00:00.000Z', restriction: null, outside: false };
    const { requests, unblocks } = overviewOf(
      observed({
        requests: known([
          { id: 'contoso/a', phase: null, entity: { mailbox: 'a.smith@contoso.com' } },
          { id: 'contoso/b', phase: 'Pending', entity: { mailbox: 'alice@contoso.com' } },
          { id: 'contoso/c', ...other },
        ]),
        unblocks: known([
          { ...unblock, entity: 'alice@contoso.com' },
          { ...unblock, entity: 'a.smith@contoso.com', outside: true },
          { ...unblock, entity: 'bob@contoso.com' },
        ]),
      }),
    );
    expect(requests).toEqual([
      { id: 'contoso/a', phase: null },
      { id: 'contoso/b', phase: 'Pending' },
    ]);
    expect(unblocks?.earlier).toEqual([unblock, { ...unblock, outside: true }]);
    expect(unblocks?.cap).toMatchObject({ used: 2, left: 0 });
  });

  it('is no recommendation where nothing is restricted: there is nothing to compare with', () => {
    expect(overviewOf(observed({ list: list() }))).toMatchObject({
      recommendations: [],
      lifting: null,
      restrictedAt: null,
    });
  });

  it('is what an unblock does: another refusal for a connector, another end for a limit', () => {
    expect(overviewOf(observed()).after.lifts).toContain('5.1.8');
    const limited = row({ reason: { kind: 'recipientLimit', raw: '' } });
    expect(overviewOf(observed({ list: list(limited) })).after.holds).toContain('on the same day');
    const connector = row({ entity: { connector: CONNECTOR }, reason: { kind: 'connector', raw: '' } });
    const { after } = overviewOf(observed({ entity: { connector: CONNECTOR }, list: list(connector) }));
    expect(after.lifts).toContain('5.7.711');
    expect(after.doesNotLift.map(({ code }) => code)).toEqual(['5.1.8', '5.7.705', '5.7.750']);
  });
});
