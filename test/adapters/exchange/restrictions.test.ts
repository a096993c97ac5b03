import { describe, expect, it } from 'vitest';
import { createExchangeReader } from '../../../src/adapters/exchange/exchange-reader.ts';
import { MissingRightError } from '../../../src/support/errors.ts';
import type { Reply } from '../scripted-server.ts';
import { commandIn, exchange, exchangeError, rows, TOKEN } from './exchange-server.ts';

const LIST = 'Get-BlockedSenderAddress';
const ALICE = { SenderAddress: 'alice@contoso.com', CreatedDatetime: '2026-11-23T07:41:00Z', Reason: '' };
const CONNECTOR = '6a1f0f3c-0000-4000-8000-0123456789ab';

describe('the list of restricted entities', () => {
  it('is complete when both lists arrive whole, and keeps what each row says', async () => {
    const { reader, server } = await exchange({
      [LIST]: rows({
        'CreatedDatetime@odata.type': '#DateTime',
        SenderAddress: ' Alice@Contoso.COM ',
        Reason: 'OutboundSpamLast24Hours=97;OutboundMailLast24Hours=120;OutboundSpamPercent=80;',
        CreatedDatetime: '2026-11-23T07:41:00.1239999',
        ChangedDatetime: '2026-11-23T08:00:00+01:00',
        TemporaryBlock: 'False',
      }),
      'Get-BlockedConnector': rows({
        ConnectorId: CONNECTOR.toUpperCase(),
        ConnectorName: 'From the printers',
        Reason: 'relay',
        CreatedTime: '/Date(1795419660000)/',
        ExpirationTime: '2026-12-01T00:00:00Z',
      }),
    });
    expect(await reader.restrictions()).toEqual({
      complete: true,
      observedAt: '2026-11-23T09:00:00.000Z',
      restrictions: [
        {
          entity: { mailbox: 'alice@contoso.com' },
          createdAt: '2026-11-23T07:41:00.123Z',
          changedAt: '2026-11-23T07:00:00.000Z',
          unreadableTime: false,
          temporary: false,
          reason: {
            kind: 'outboundSpam',
            raw: 'OutboundSpamLast24Hours=97;OutboundMailLast24Hours=120;OutboundSpamPercent=80;',
          },
        },
        {
          entity: { connector: CONNECTOR },
          createdAt: new Date(1_795_419_660_000).toISOString(),
          changedAt: undefined,
          unreadableTime: false,
          temporary: undefined,
          reason: { kind: 'connector', raw: 'relay' },
          connector: { name: 'From the printers', expiresAt: '2026-12-01T00:00:00.000Z' },
        },
      ],
    });
    expect(server.received.map((request) => commandIn(request).parameters)).toEqual([{}, {}]);
  });

  it('asks as Exchange wants to be asked, and as nobody but itself', async () => {
    const { reader, server } = await exchange({});
    await reader.restrictions();
    const [first, second] = server.received;
    const tenantId = '11111111-1111-1111-1111-111111111111';
    expect(first?.path).toBe(`/adminapi/beta/${tenantId}/InvokeCommand`);
    expect(first?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
      'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenantId}`,
      prefer: 'odata.maxpagesize=1000',
      'x-responseformat': 'json',
      'user-agent': 'reinstate',
    });
    expect(first?.headers['x-clientapplication']).toBeUndefined();
    expect(first?.headers['connection-id']).toBe(second?.headers['connection-id']);
    expect(first?.headers['client-request-id']).not.toBe(second?.headers['client-request-id']);
  });

  it('keeps duplicate rows, as the newest of them has to be found', async () => {
    const { reader } = await exchange({ [LIST]: rows(ALICE, { ...ALICE, CreatedDatetime: '2026-11-24T00:00:00Z' }) });
    const list = await reader.restrictions();
    expect(list.complete).toBe(true);
    expect(list.restrictions.map((row) => row.createdAt)).toEqual([
      '2026-11-23T07:41:00.000Z',
      '2026-11-24T00:00:00.000Z',
    ]);
  });

  it('reads thousands of rows', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ ...ALICE, SenderAddress: `u${index}@contoso.com` }));
    const { reader } = await exchange({ [LIST]: rows(...many) });
    const list = await reader.restrictions();
    expect(list.complete && list.restrictions.length).toBe(20_000);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'a warning',
      { body: { '@adminapi.warnings': ['some objects are damaged'], value: [ALICE] } },
      /some objects are damaged/u,
    ],
    [
      'a warning in the header alone',
      { headers: { 'x-warnings': 'some objects are damaged' }, body: { '@adminapi.warnings': [], value: [ALICE] } },
      /some objects are damaged/u,
    ],
    ['a warning that is no text', { body: { '@adminapi.warnings': [{ text: 'x' }], value: [ALICE] } }, /warning/u],
    ['no word about warnings', { body: { value: [ALICE] } }, /whether there were warnings/u],
    [
      'warnings that are no list',
      { body: { '@adminapi.warnings': '', value: [ALICE] } },
      /whether there were warnings/u,
    ],
    [
      'a warning about more rows and no link',
      { body: { '@adminapi.warnings': ['There are more results available'], value: [] } },
      /more results/u,
    ],
    ['truncated JSON', { body: '{"@adminapi.warnings":[],"value":[{"SenderAddress":"al' }, /not JSON/u],
    ['no body', {}, /not JSON/u],
    ['a list instead of an object', { body: [] }, /not an object/u],
    ['no list of results', { body: { '@adminapi.warnings': [], value: null } }, /no list of results/u],
    [
      'an error under 200',
      { body: { error: { message: 'all is lost' }, '@adminapi.warnings': [], value: [] } },
      /all is lost/u,
    ],
    [
      'an error that is a text under 200',
      { body: { error: 'x', '@adminapi.warnings': [], value: [] } },
      /no list of results/u,
    ],
    ['a row that is no object', rows('alice@contoso.com'), /not an object/u],
    ['a row without an address', rows(ALICE, { Reason: 'x' }), /1 of 2 rows have no readable address/u],
    ['a row whose address is a number', rows({ SenderAddress: 7 }), /no readable address/u],
    [
      'a row whose address hides characters',
      rows({ SenderAddress: 'al\u202eice@contoso.com' }),
      /no readable address/u,
    ],
    ['a row whose address nobody could decode', rows({ SenderAddress: 'al\ufffdce@contoso.com' }), /readable address/u],
    ['a broken connection', { breakAfter: 'request' }, /could not be asked/u],
    ['an answer that breaks off', { ...rows(ALICE), breakAfter: 'half the body' }, /broke off/u],
    ['more than anybody could mean', { body: Buffer.alloc(33 * 1024 * 1024, ' ') }, /longer than/u],
    ['a server error', { status: 503, body: 'busy' }, /503/u],
  ])('is incomplete, and to be retried, for %s', async (_, reply, reason) => {
    const { reader } = await exchange({ [LIST]: reply });
    const list = await reader.restrictions();
    expect(list).toMatchObject({ complete: false, remedy: 'retry' });
    expect(!list.complete && list.reason).toMatch(reason);
  });

  it('is incomplete where the connectors alone can not be read', async () => {
    const { reader } = await exchange({ [LIST]: rows(ALICE), 'Get-BlockedConnector': rows({ ConnectorId: 'none' }) });
    const list = await reader.restrictions();
    expect(list).toMatchObject({ complete: false, reason: '1 of 1 rows have no readable id' });
    expect(list.restrictions).toHaveLength(1);
  });

  it('keeps a row whose values can not be read, treats them as unknown, and keeps what they said', async () => {
    const { reader } = await exchange({
      [LIST]: rows(
        { ...ALICE, CreatedDatetime: 'yesterday', ChangedDatetime: 1_795_419_660_000, TemporaryBlock: 'maybe' },
        { ...ALICE, CreatedDatetime: { DateTime: 'x' }, Reason: 7 },
      ),
      'Get-BlockedConnector': rows({ ConnectorId: CONNECTOR, CreatedTime: 'x'.repeat(500), Reason: 'relay' }),
    });
    expect(await reader.restrictions()).toMatchObject({
      complete: true,
      restrictions: [
        {
          createdAt: undefined,
          changedAt: undefined,
          unreadableTime: true,
          temporary: undefined,
          unread: { CreatedDatetime: 'yesterday', ChangedDatetime: '1795419660000', TemporaryBlock: 'maybe' },
        },
        {
          createdAt: undefined,
          reason: { kind: 'other', raw: '' },
          unread: { CreatedDatetime: '{"DateTime":"x"}', Reason: '7' },
        },
        { createdAt: undefined, unread: { CreatedTime: 'x'.repeat(200) } },
      ],
    });
  });

  it('takes its keys in any case, as another of its servers may write them', async () => {
    const body = { '@AdminApi.Warnings': [], Value: [{ senderaddress: 'alice@contoso.com' }] };
    const { reader } = await exchange({ [LIST]: { body } });
    expect(await reader.restrictions()).toMatchObject({ complete: true, restrictions: [{}] });
  });
});

describe('a missing right', () => {
  const headers = { 'x-ms-diagnostics': '2000003;reason="The role is missing"', 'request-id': 'abcd-1234-abcd' };

  it.each<[string, Reply]>([
    ['is only NUL bytes', { status: 403, headers, body: Buffer.alloc(64) }],
    [
      'is only NUL bytes that call themselves gzip',
      { status: 403, headers: { ...headers, 'content-encoding': 'gzip' }, body: Buffer.alloc(64) },
    ],
    ['is not there', { status: 403, headers }],
    ['breaks off', { status: 403, headers, body: Buffer.alloc(64), breakAfter: 'half the body' }],
  ])('is named with its likely cause where the body %s', async (_, reply) => {
    const { reader, server } = await exchange({ [LIST]: reply });
    const list = await reader.restrictions();
    expect(list).toMatchObject({ complete: false, remedy: 'grant' });
    const reason = list.complete ? '' : list.reason;
    expect(reason).toMatch(/403.*The role is missing.*directory role.*request-id abcd-1234-abcd/u);
    expect(reason).not.toContain('\0');
    expect(server.received.filter((request) => commandIn(request).cmdlet === LIST)).toHaveLength(1);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'in words comes from the wrong role',
      { status: 401, body: { error: { code: 'Unauthorized', message: 'User is not allowed to call Get-Mailbox' } } },
      /User is not allowed to call Get-Mailbox; most likely the app has no directory role/u,
    ],
    [
      'in a challenge comes from the missing permission',
      {
        status: 401,
        headers: { 'www-authenticate': 'Bearer client_id="x", error="invalid_token", error_description="No roles"' },
      },
      /invalid_token; No roles; most likely Exchange\.ManageAsApp/u,
    ],
    ['without a word does as well', { status: 401 }, /\(401\); most likely Exchange\.ManageAsApp/u],
    [
      'can look like a parameter that the cmdlet lacks',
      exchangeError(
        400,
        'Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. X',
        'Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException',
      ),
      /Invalid cmdlet parameters specified\. X; most likely the app's role hides this parameter/u,
    ],
  ])('that is answered %s', async (_, reply, reason) => {
    const { reader, server } = await exchange({ [LIST]: reply });
    const list = await reader.restrictions();
    expect(list).toMatchObject({ complete: false, remedy: 'grant' });
    expect(!list.complete && list.reason).toMatch(reason);
    expect(server.received.filter((request) => commandIn(request).cmdlet === LIST)).toHaveLength(1);
  });

  it('is to be granted where no token is given', async () => {
    const { access } = await exchange({});
    const token = async (): Promise<string> => Promise.reject(new MissingRightError('no federation'));
    const list = await createExchangeReader({ ...access, tokens: { token } }).restrictions();
    expect(list).toMatchObject({ complete: false, remedy: 'grant' });
  });
});

describe('text from the tenant', () => {
  it('never brings the token or hidden characters into a reason', async () => {
    const echo = exchangeError(400, `you sent Bearer ${TOKEN}\u202e and\n\0more`);
    const { reader } = await exchange({
      [LIST]: echo,
      'Get-BlockedConnector': { body: { '@adminapi.warnings': [TOKEN], value: [] } },
    });
    const list = await reader.restrictions();
    const text = JSON.stringify(list);
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(TOKEN.slice(0, 20));
    expect(!list.complete && list.reason).not.toMatch(/[\u202e\n\0]/u);
  });
});
