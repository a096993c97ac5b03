import { describe, expect, it } from 'vitest';
import { createDirectoryReader } from '../../../src/adapters/graph/directory-reader.ts';
import { ConfigurationError } from '../../../src/support/errors.ts';
import type { Reply } from '../scripted-server.ts';
import { graph, graphError, ID, list, TOKEN } from './graph-server.ts';

const ALICE = {
  id: ID,
  userPrincipalName: 'Alice.A@contoso.com',
  mail: 'alice@contoso.com',
  proxyAddresses: ['SMTP:alice@contoso.com', 'smtp:al@contoso.com', 'X500:/o=x'],
  accountEnabled: true,
  lastPasswordChangeDateTime: '2026-11-23T08:20:00Z',
  signInSessionsValidFromDateTime: '2026-11-23T08:21:00Z',
  onPremisesSyncEnabled: null,
};

describe('a user', () => {
  it('is found by any address, with what the evidence needs and no more', async () => {
    const { reader, server } = await graph(() => list(ALICE));
    expect(await reader.user('al@contoso.com')).toEqual({
      known: true,
      value: {
        id: ID,
        userPrincipalName: 'alice.a@contoso.com',
        addresses: ['alice.a@contoso.com', 'alice@contoso.com', 'al@contoso.com'],
        enabled: true,
        lastPasswordChangeAt: '2026-11-23T08:20:00.000Z',
        sessionsValidFrom: '2026-11-23T08:21:00.000Z',
        onPremises: false,
      },
    });
    const url = new URL(server.received[0]?.path ?? '', server.origin);
    expect(server.received[0]?.method).toBe('GET');
    expect(url.pathname).toBe('/v1.0/users');
    expect(url.searchParams.get('$filter')).toBe(
      "mail eq 'al@contoso.com' or userPrincipalName eq 'al@contoso.com' or proxyAddresses/any(p:p eq 'smtp:al@contoso.com')",
    );
    expect(url.searchParams.get('$select')?.split(',').toSorted()).toEqual(Object.keys(ALICE).toSorted());
  });

  it.each<[string, object]>([
    ['a proxy address', { proxyAddresses: [...ALICE.proxyAddresses, 'smtp:"a b"@contoso.com'] }],
    ['the mail address', { mail: 'alice a@contoso.com' }],
  ])('has more addresses than are shown where %s can not be read', async (_, over) => {
    const { reader } = await graph(() => list({ ...ALICE, ...over }));
    expect(await reader.user('al@contoso.com')).toMatchObject({ known: true, value: { addressesIncomplete: true } });
  });

  it("keeps an apostrophe within the filter's text", async () => {
    const { reader, server } = await graph(() => list());
    await reader.user("o'neil@contoso.com");
    const url = new URL(server.received[0]?.path ?? '', server.origin);
    expect(url.searchParams.get('$filter')).toMatch(/^mail eq 'o''neil@contoso\.com' or /u);
  });

  it('is definitely nobody where the directory has none', async () => {
    const { reader } = await graph(() => list());
    expect(await reader.user('al@contoso.com')).toEqual({ known: true, value: undefined });
  });

  it('is nobody in particular where several hold the address', async () => {
    const { reader } = await graph(() => list(ALICE, { ...ALICE, id: 'other' }));
    expect(await reader.user('al@contoso.com')).toEqual({ known: true, value: 'several' });
  });

  it('keeps unreadable times and flags as not known', async () => {
    const odd = { ...ALICE, accountEnabled: 'yes', lastPasswordChangeDateTime: 'soon', onPremisesSyncEnabled: 'no' };
    const { reader } = await graph(() => list({ ...odd, signInSessionsValidFromDateTime: undefined }));
    expect(await reader.user('al@contoso.com')).toMatchObject({
      value: {
        enabled: undefined,
        lastPasswordChangeAt: undefined,
        sessionsValidFrom: undefined,
        onPremises: undefined,
      },
    });
  });

  it.each([
    ['is kept on premises', true, true],
    ['was kept there once', false, false],
    ['never was', null, false],
    ['may be, where the directory does not say', undefined, undefined],
  ])('tells an account that %s', async (_, onPremisesSyncEnabled, onPremises) => {
    const { reader } = await graph(() => list({ ...ALICE, onPremisesSyncEnabled }));
    expect(await reader.user('al@contoso.com')).toMatchObject({ value: { onPremises } });
  });

  it.each<[string, Reply, RegExp]>([
    [
      'somebody else',
      list({ ...ALICE, mail: null, userPrincipalName: 'bob@contoso.com', proxyAddresses: [] }),
      /another user/u,
    ],
    ['a user without an id', list({ ...ALICE, id: 7 }), /can not be read/u],
    ['an id that is a path', list({ ...ALICE, id: '../me' }), /can not be read/u],
    ['no addresses', list({ ...ALICE, proxyAddresses: 'SMTP:al@contoso.com' }), /addresses/u],
    ['no list', { body: { value: {} } }, /not a list/u],
    ['a row that is no object', list('alice'), /not a list of objects/u],
    ['truncated JSON', { body: '{"value":[' }, /can not be read/u],
    ['an error under 200', { body: { error: { code: 'x' }, value: [] } }, /can not be read/u],
    ['a page on another host', { body: { value: [], '@odata.nextLink': 'https://graph.example/next' } }, /next page/u],
    ['a page that is itself', { body: { value: [], '@odata.nextLink': 7 } }, /next page/u],
    ['a redirect', { status: 302, headers: { location: 'https://graph.example' } }, /302/u],
    [
      'a missing permission',
      graphError(403, 'Authorization_RequestDenied'),
      /403 Authorization_RequestDenied.*User\.Read\.All/u,
    ],
    ['a refused token', graphError(401, 'InvalidAuthenticationToken'), /401/u],
    ['a 404 about nothing', { status: 404 }, /404/u],
    ['too much', { body: Buffer.alloc(9 * 1024 * 1024, ' ') }, /longer than/u],
    ['a broken connection', { breakAfter: 'request' }, /could not be asked/u],
  ])('is not known from %s', async (_, reply, reason) => {
    const { reader } = await graph(() => reply);
    const user = await reader.user('al@contoso.com');
    expect(!user.known && user.reason).toMatch(reason);
    expect(JSON.stringify(user)).not.toContain(TOKEN.slice(0, 20));
  });
});

describe('reads', () => {
  it('wait as a 429 asks, back off after a 500, and then go on', async () => {
    const replies = [{ status: 429, headers: { 'retry-after': '5' } }, { status: 500 }, list(ALICE)];
    const { reader, clock } = await graph((_, index) => replies[index] ?? list());
    expect(await reader.user('al@contoso.com')).toMatchObject({ known: true });
    expect(clock.slept).toHaveLength(2);
    expect(clock.slept[0]).toBe(5000);
  });

  it.each<[string, Reply]>([
    ['an answer cut short', { body: '{"value":[{"id":' }],
    ['an empty answer', {}],
    ['an answer that breaks off', { ...list(ALICE), breakAfter: 'half the body' }],
  ])('are repeated after %s', async (_, first) => {
    const { reader } = await graph((__, index) => (index === 0 ? first : list(ALICE)));
    expect(await reader.user('al@contoso.com')).toMatchObject({ known: true });
  });

  it('take a refusal for one even where its body can not be read', async () => {
    const reply: Reply = { status: 403, headers: { 'content-encoding': 'gzip' }, body: Buffer.alloc(32) };
    const { reader, server } = await graph(() => reply);
    const user = await reader.user('al@contoso.com');
    expect(!user.known && user.reason).toMatch(/refused to show the user behind an address \(403\)/u);
    expect(server.received).toHaveLength(1);
  });

  it('give up on a server that says nothing', async () => {
    const { reader } = await graph(() => ({ hang: true }), 50);
    expect(await reader.user('al@contoso.com')).toMatchObject({ known: false });
  });

  it('follow pages on the same host', async () => {
    const { reader, server } = await graph(({ headers }, index) =>
      index === 0
        ? { body: { value: [], '@odata.nextLink': `http://${headers.host ?? ''}/v1.0/users?$skiptoken=2` } }
        : list(ALICE),
    );
    expect(await reader.user('al@contoso.com')).toMatchObject({ value: { id: ID } });
    expect(server.received).toHaveLength(2);
  });

  it.each(['https://graph.example', 'http://graph.microsoft.com', 'https://graph.microsoft.us'])(
    'are not sent to %s, where a token must not go',
    async (endpoint) => {
      const { access } = await graph(() => list());
      expect(() => createDirectoryReader({ ...access, endpoint })).toThrow(ConfigurationError);
    },
  );
});

describe('risk', () => {
  it.each([
    ['none', 'none'],
    ['confirmedSafe', 'remediated'],
    ['remediated', 'remediated'],
    ['dismissed', 'remediated'],
    ['atRisk', 'atRisk'],
    ['confirmedCompromised', 'atRisk'],
  ])('%s is %s', async (riskState, risk) => {
    const { reader } = await graph(() => ({ body: { id: ID, riskState } }));
    expect(await reader.risk(ID)).toEqual({ known: true, value: risk });
  });

  it('is none where there is no row', async () => {
    const { reader } = await graph(() => graphError(404, 'ResourceNotFound'));
    expect(await reader.risk(ID)).toEqual({ known: true, value: 'none' });
  });

  it.each<[string, Reply]>([
    ['a state nobody knows', { body: { riskState: 'unknownFutureValue' } }],
    ['no state', { body: {} }],
    ['a 404 without a word', { status: 404 }],
    ['a 404 about something else', graphError(404, 'UnknownError')],
    ['a service that does not answer', { status: 503 }],
  ])('is not known from %s, and may be later', async (_, reply) => {
    const { reader } = await graph(() => reply);
    expect(await reader.risk(ID)).toEqual({ known: false, reason: expect.any(String) });
  });

  it.each<[string, Reply, RegExp]>([
    ['a missing right or licence', graphError(403, 'Forbidden'), /IdentityRiskyUser\.Read\.All.*Entra ID P2/u],
    [
      'a missing licence',
      graphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
      /^get the tenant a licence for Microsoft Entra ID P2/u,
    ],
  ])('is not known from %s, which waiting does not cure', async (_, reply, remedy) => {
    const { reader } = await graph(() => reply);
    expect(await reader.risk(ID)).toMatchObject({ known: false, remedy: expect.stringMatching(remedy) });
  });

  it('is not asked for in China, where a 404 would not mean that somebody never was at risk', async () => {
    const { reader, server } = await graph(() => graphError(404, 'ResourceNotFound'), 5_000, 'china');
    expect(await reader.risk(ID)).toMatchObject({ known: false, remedy: expect.stringContaining('riskyUser') });
    expect(server.received).toEqual([]);
  });
});

describe('a domain', () => {
  it.each([
    ['Federated', true],
    ['Managed', false],
  ])('that is %s', async (authenticationType, federated) => {
    const { reader, server } = await graph(() => ({ body: { id: 'contoso.com', authenticationType } }));
    expect(await reader.federated('contoso.com')).toEqual({ known: true, value: federated });
    expect(server.received.map(({ path }) => path)).toEqual(['/v1.0/domains/contoso.com']);
  });

  it.each<[string, Reply]>([
    ['does not say', { body: { id: 'contoso.com' } }],
    ['may not be read', graphError(403, 'Authorization_RequestDenied')],
    ['is not there', graphError(404, 'Request_ResourceNotFound')],
  ])('is not known where it %s', async (_, reply) => {
    const { reader } = await graph(() => reply);
    expect(await reader.federated('contoso.com')).toMatchObject({ known: false });
  });
});

describe('services that keep count of their own', () => {
  it('are asked about risk once a second', async () => {
    const { reader, clock } = await graph(() => ({ body: { id: ID, riskState: 'none' } }));
    await Promise.all(Array.from({ length: 4 }, async () => reader.risk(ID)));
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(3000);
  });

  it('are asked again about risk no sooner than their turn comes', async () => {
    const { reader, clock } = await graph((_, index) =>
      index === 0 ? { status: 429 } : { body: { id: ID, riskState: 'none' } },
    );
    expect(await reader.risk(ID)).toMatchObject({ known: true });
    const [backedOff = 0, turn = 0] = clock.slept;
    expect(backedOff + turn).toBeGreaterThanOrEqual(1000);
  });

  it('are asked for five reports in ten seconds, and only where the methods can not be read', async () => {
    const report = { body: { isMfaCapable: true, lastUpdatedDateTime: '2026-11-23T09:00:00Z' } };
    const { reader, clock } = await graph(({ path }) =>
      path.includes('/reports/') ? report : graphError(403, 'accessDenied'),
    );
    await Promise.all(Array.from({ length: 7 }, async () => reader.strongMethods(ID)));
    expect(clock.monotonicMs()).toBe(10_000);
  });
});
