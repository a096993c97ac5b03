import { describe, expect, it } from 'vitest';
import { createExchangeReader } from '../../../src/adapters/exchange/exchange-reader.ts';
import { exchangeOrigin, onwardUrl } from '../../../src/adapters/exchange/hosts.ts';
import { openConnection } from '../../../src/adapters/exchange/connection.ts';
import { ConfigurationError, InternalError } from '../../../src/support/errors.ts';
import { scriptedServer } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';
import { testClock } from '../test-clock.ts';
import { commandIn, exchange, exchangeError, notFound, rows, TOKEN } from './exchange-server.ts';

const LIST = 'Get-BlockedSenderAddress';

describe('reads', () => {
  it.each([
    ['a 500', { status: 500 }],
    ['a 408', { status: 408 }],
    ['a broken connection', { breakAfter: 'request' } as const],
    ['JSON cut short', { body: '{"val' }],
    [
      'a transient exception under 400',
      exchangeError(400, 'x', 'Microsoft.Exchange.Data.Directory.ADTransientException'),
    ],
    ['a busy proxy under 400', exchangeError(400, 'CmdletProxyNotAvailableFailure')],
    ['a busy backend under 404', exchangeError(404, 'x', 'x.BackendCommunicationException')],
    ['an object that a failing server does not find', { ...notFound(), status: 503 }],
    ['a busy server under 200', { body: { error: { message: '|ServerBusyException|try later' } } }],
    ['a 400 that breaks off', { ...exchangeError(400, 'x'), breakAfter: 'half the body' } as const],
  ])('are repeated after %s, backing off', async (_, first) => {
    const { reader, clock } = await exchange({ [LIST]: [first, first, rows()] });
    expect(await reader.restrictions()).toMatchObject({ complete: true });
    expect(clock.slept).toHaveLength(2);
    expect(Math.min(...clock.slept)).toBeGreaterThanOrEqual(500);
  });

  it.each([
    ['in seconds', '7', 7000],
    ['in parts of seconds', '7.5', 7500],
    ['as a date', 'Mon, 23 Nov 2026 09:00:09 GMT', 9000],
    ['as a date of the old form', 'Monday, 23-Nov-26 09:00:09 GMT', 9000],
  ])('wait as long as a 429 asks %s', async (_, retryAfter, waited) => {
    const busy = { status: 429, headers: { 'retry-after': retryAfter } };
    const { reader, clock } = await exchange({ [LIST]: [busy, rows()] });
    expect(await reader.restrictions()).toMatchObject({ complete: true });
    expect(clock.slept).toEqual([waited]);
  });

  it.each([
    ['nothing at all', '0'],
    ['a time that is over', 'Mon, 23 Nov 2026 08:00:00 GMT'],
    ['less than nothing', '-5'],
    ['something that is no time', 'soon'],
  ])('back off as ever where a 429 asks for %s', async (_, retryAfter) => {
    const busy = { status: 429, headers: { 'retry-after': retryAfter } };
    const { reader, clock } = await exchange({ [LIST]: [busy, rows()] });
    expect(await reader.restrictions()).toMatchObject({ complete: true });
    expect(clock.slept).toHaveLength(1);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(500);
  });

  it.each([
    ['an hour', '3600'],
    ['more than anybody can wait', '99999999999999999999'],
    ['the next century', 'Fri, 01 Jan 2100 00:00:00 GMT'],
  ])('do not wait for a 429 that asks for %s', async (_, retryAfter) => {
    const { reader, clock } = await exchange({ [LIST]: { status: 429, headers: { 'retry-after': retryAfter } } });
    expect(await reader.restrictions()).toMatchObject({ complete: false, remedy: 'retry' });
    expect(clock.slept).toEqual([]);
  });

  it('give up in the end', async () => {
    const { reader, server } = await exchange({ [LIST]: { status: 500 } });
    expect(await reader.restrictions()).toMatchObject({ complete: false });
    expect(server.received.filter((request) => commandIn(request).cmdlet === LIST)).toHaveLength(5);
  });

  it('give up on a server that says nothing', async () => {
    const { reader } = await exchange({ [LIST]: { hang: true } }, 50);
    const list = await reader.restrictions();
    expect(!list.complete && list.reason).toMatch(/no answer in time/u);
  });
});

describe('redirects', () => {
  it("are followed within Exchange's own hosts, with the token and the body", async () => {
    const { reader, server } = await exchange({
      [LIST]: [{ status: 302, headers: { location: '/adminapi/beta/regional/InvokeCommand' } }, rows()],
    });
    expect(await reader.restrictions()).toMatchObject({ complete: true });
    const [first, second] = server.received.filter((request) => commandIn(request).cmdlet === LIST);
    expect(second).toMatchObject({ method: 'POST', body: first?.body, path: '/adminapi/beta/regional/InvokeCommand' });
    expect(second?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('are not followed anywhere else', async () => {
    const elsewhere = await scriptedServer(() => rows());
    const { reader } = await exchange({
      [LIST]: { status: 307, headers: { location: `${elsewhere.origin}/adminapi` } },
    });
    const list = await reader.restrictions();
    expect(!list.complete && list.reason).toMatch(/redirected to a host/u);
    expect(elsewhere.received).toEqual([]);
  });

  it('do not go round for ever', async () => {
    const { reader, server } = await exchange({ [LIST]: { status: 302, headers: { location: '/adminapi/again' } } });
    expect(await reader.restrictions()).toMatchObject({ complete: false });
    expect(server.received.length).toBeLessThan(8);
  });

  const front = new URL('https://outlook.office365.com/adminapi/beta/x/InvokeCommand');

  it.each([
    ['https://nam12b.outlook.office365.com:446/a', 'https://nam12b.outlook.office365.com/a'],
    ['https://outlook.office365.com/a', 'https://outlook.office365.com/a'],
    ['/a', 'https://outlook.office365.com/a'],
    ['https://outlook.office365.com:8443/a', undefined],
    ['http://outlook.office365.com/a', undefined],
    ['https://user:x@outlook.office365.com/a', undefined],
    ['https://outlook.office365.com.example/a', undefined],
    ['https://myoutlook.office365.com/a', undefined],
    ['https://outlook.office365.com./a', undefined],
    ['https://outlook.office365.us/a', undefined],
    ['//evil.example/a', undefined],
    ['https://127.0.0.1/a', undefined],
  ])('to %s end at %s', (location, target) => {
    expect(onwardUrl(location, front, 'public')?.href).toBe(target);
  });
});

describe('the endpoint', () => {
  it.each([
    ['the cloud', tenantPolicy(), 'https://outlook.office365.com'],
    ['another cloud', tenantPolicy({ cloud: 'usGovDod' }), 'https://outlook-dod.office365.us'],
    [
      'the policy',
      tenantPolicy({ endpoints: { exchange: 'https://127.0.0.1:8443', graph: 'https://127.0.0.1:1' } }),
      'https://127.0.0.1:8443',
    ],
  ])('comes from %s', (_, tenant, origin) => {
    expect(exchangeOrigin(tenant).origin).toBe(origin);
  });

  it.each([
    'https://exchange.example',
    'http://outlook.office365.com',
    'https://outlook.office365.com:444',
    'nonsense',
    'https://outlook.office365.us',
  ])('is refused at %s, where a token must not go', (endpoint) => {
    const access = {
      tenant: tenantPolicy(),
      tokens: { token: async () => Promise.resolve(TOKEN) },
      clock: testClock(),
      endpoint,
    };
    expect(() => createExchangeReader(access)).toThrow(ConfigurationError);
  });
});

describe('a connection', () => {
  it('carries no cmdlet it was not opened for', async () => {
    const { access, server } = await exchange({});
    const connection = openConnection<string>(access, ['Get-Mailbox']);
    const remove = { cmdlet: 'Remove-BlockedSenderAddress', parameters: {} };
    await expect(connection.post(remove, { token: TOKEN, timeoutMs: 1000 })).rejects.toThrow(InternalError);
    expect(server.received).toEqual([]);
  });

  it.each(['ErrorAction', 'erroraction', 'ea', 'WarningAction', 'Verbose', 'OutVariable', 'ProgressAction'])(
    'carries no %s, which would make Exchange answer falsely',
    async (name) => {
      const { access, server } = await exchange({});
      const connection = openConnection<string>(access, ['Get-Mailbox']);
      const command = { cmdlet: 'Get-Mailbox', parameters: { [name]: 'Stop' } };
      await expect(connection.post(command, { token: TOKEN, timeoutMs: 1000 })).rejects.toThrow(InternalError);
      expect(server.received).toEqual([]);
    },
  );
});
