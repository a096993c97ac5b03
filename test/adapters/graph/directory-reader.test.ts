import { describe, expect, it } from 'vitest';
import { createDirectoryReader } from '../../../src/adapters/graph/directory-reader.ts';
import { ConfigurationError } from '../../../src/support/errors.ts';
import { scriptedServer, type Received, type Reply } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';
import { testClock } from '../test-clock.ts';

const TOKEN = 'eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoidG9rZW4ifQ.c2lnbmF0dXJl';
const ID = '44444444-4444-4444-4444-444444444444';
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

async function graph(reply: (request: Received, index: number) => Reply, requestTimeoutMs = 5_000) {
  const server = await scriptedServer(reply);
  const clock = testClock();
  const tokens = { token: async () => Promise.resolve(TOKEN) };
  const access = { tenant: tenantPolicy(), tokens, clock, endpoint: server.origin };
  return { server, clock, access, reader: createDirectoryReader(access, requestTimeoutMs) };
}

function graphError(status: number, code: string): Reply {
  return { status, body: { error: { code, message: `something about ${TOKEN}`, innerError: {} } } };
}

const list = (...value: readonly unknown[]): Reply => ({ body: { value } });

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

  it('keeps unreadable times and flags as not known', async () => {
    const odd = { ...ALICE, accountEnabled: 'yes', lastPasswordChangeDateTime: 'soon', onPremisesSyncEnabled: true };
    const { reader } = await graph(() => list({ ...odd, signInSessionsValidFromDateTime: undefined }));
    expect(await reader.user('al@contoso.com')).toMatchObject({
      value: { enabled: undefined, lastPasswordChangeAt: undefined, sessionsValidFrom: undefined, onPremises: true },
    });
  });

  it.each<[string, Reply, RegExp]>([
    ['two users', list(ALICE, { ...ALICE, id: 'other' }), /2 users/u],
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

describe('strong methods', () => {
  const method = (type: string, createdDateTime: string | null = null) => ({
    '@odata.type': `#microsoft.graph.${type}AuthenticationMethod`,
    createdDateTime,
  });

  async function methods(fromMethods: Reply, fromReport: Reply = graphError(403, 'Authorization_RequestDenied')) {
    const { reader, server } = await graph(({ path }) => (path.includes('/reports/') ? fromReport : fromMethods));
    return { methods: await reader.strongMethods(ID), server };
  }

  it('are those that are a second factor, with the times they have', async () => {
    const { methods: found, server } = await methods(
      list(method('password'), method('email'), method('phone'), method('fido2', '2026-11-20T10:00:00Z')),
    );
    expect(found).toEqual({
      known: true,
      value: { source: 'methods', registered: true, addedAt: [undefined, '2026-11-20T10:00:00.000Z'] },
    });
    expect(server.received.map(({ path }) => path)).toEqual([`/v1.0/users/${ID}/authentication/methods`]);
  });

  it.each([
    ['a password alone', list(method('password'))],
    ['what only resets a password', list(method('password'), method('email'))],
    ['a pass for once', list(method('temporaryAccessPass'))],
    ['nothing', list()],
  ])('are none for %s', async (_, reply) => {
    expect((await methods(reply)).methods).toMatchObject({ known: true, value: { registered: false } });
  });

  it.each([true, false])('come from the report where the list is refused: %s', async (isMfaCapable) => {
    const report = {
      body: { id: ID, isMfaCapable, isMfaRegistered: true, lastUpdatedDateTime: '2026-11-23T09:00:00.5Z' },
    };
    expect((await methods(graphError(403, 'accessDenied'), report)).methods).toEqual({
      known: true,
      value: {
        source: 'registrationReport',
        registered: isMfaCapable,
        addedAt: [],
        reportedAt: '2026-11-23T09:00:00.500Z',
      },
    });
  });

  it('come from the report where the list only has kinds nobody knows', async () => {
    const found = await methods(list(method('password'), method('telepathy')), { body: { isMfaCapable: true } });
    expect(found.methods).toEqual({
      known: true,
      value: { source: 'registrationReport', registered: true, addedAt: [] },
    });
  });

  it('are not known where neither answers, and both permissions are named', async () => {
    const { methods: found } = await methods(graphError(403, 'accessDenied'));
    expect(!found.known && found.reason).toMatch(/UserAuthenticationMethod\.Read\.All.*AuditLog\.Read\.All/u);
  });

  it('are not known from a report that does not say', async () => {
    const { methods: found } = await methods(graphError(403, 'accessDenied'), { body: { isMfaCapable: 'true' } });
    expect(found).toMatchObject({ known: false });
  });
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
    ['a missing licence', graphError(403, 'Forbidden')],
  ])('is not known from %s', async (_, reply) => {
    const { reader } = await graph(() => reply);
    expect(await reader.risk(ID)).toMatchObject({ known: false });
  });
});
