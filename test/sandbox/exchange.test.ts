import { afterEach, beforeEach, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { accessToken, invoke } from './callers.ts';

const LIST = 'Get-BlockedSenderAddress';
const REMOVE = 'Remove-BlockedSenderAddress';
const CONNECTOR = '6a1f0f3c-0000-4000-8000-00000000000a';

let sandbox: Sandbox;
let token: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  token = await accessToken(sandbox);
});
afterEach(() => sandbox.close());

async function list(headers: Record<string, string> = {}, url?: string) {
  return invoke(sandbox, token, { cmdlet: LIST, headers, ...(url === undefined ? {} : { url }) });
}

it('answers with rows, their types beside them, and an empty array of warnings', async () => {
  sandbox.tenant.restrict('Alice@contoso.com', { createdAt: '2026-11-23T07:41:00Z', temporary: true });
  const response = await list();
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({
    'adminapi.warnings@odata.type': '#Collection(String)',
    '@adminapi.warnings': [],
    value: [
      {
        SenderAddress: 'Alice@contoso.com',
        CreatedDatetime: '2026-11-23T07:41:00Z',
        'CreatedDatetime@odata.type': '#DateTime',
        TemporaryBlock: true,
        Reason: expect.stringContaining('OutboundSpamLast24Hours='),
      },
    ],
  });
});

it("refuses the token of another world's issuer", async () => {
  await using other = await startSandbox();
  other.trust();
  expect((await invoke(sandbox, await accessToken(other), { cmdlet: LIST })).status).toBe(401);
});

it.each([
  ['noOffset', '2026-11-23T07:41:00'],
  ['dotnet', '/Date(1795419660000)/'],
] as const)('prints dates as %s where the tenant does', async (dates, expected) => {
  sandbox.tenant.settings.dates = dates;
  sandbox.tenant.settings.booleans = 'text';
  sandbox.tenant.restrict('alice@contoso.com', { createdAt: '2026-11-23T07:41:00Z' });
  const { body } = await list();
  expect(body.value).toMatchObject([{ CreatedDatetime: expected, TemporaryBlock: 'False' }]);
});

it('counts a remove as effective once, whatever is sent after it', async () => {
  sandbox.tenant.restrict('alice@contoso.com');
  const parameters = { SenderAddress: 'ALICE@contoso.com' };
  const first = await invoke(sandbox, token, { cmdlet: REMOVE, parameters });
  const second = await invoke(sandbox, token, { cmdlet: REMOVE, parameters });
  expect([first.status, second.status]).toEqual([200, 404]);
  expect(first.body).toMatchObject({ value: [] });
  expect(second.body).toMatchObject({ error: { code: 'NotFound', message: 'Error executing cmdlet' } });
  expect(sandbox.tenant.restrictions()).toEqual([]);
  expect(sandbox.tenant.effectiveRemoves()).toMatchObject([{ cmdlet: REMOVE, parameters, status: 200 }]);
  expect(sandbox.tenant.log.map(({ status, effective }) => ({ status, effective }))).toEqual([
    { status: 200, effective: true },
    { status: 404, effective: false },
  ]);
});

it('shows a lifted restriction for a while where the list lags behind', async () => {
  sandbox.tenant.settings.listLagMs = 60_000;
  sandbox.tenant.restrict('alice@contoso.com');
  await invoke(sandbox, token, { cmdlet: REMOVE, parameters: { SenderAddress: 'alice@contoso.com' } });
  const during = await list();
  sandbox.setTime(sandbox.now().getTime() + 61_000);
  const after = await list();
  expect([during.body.value?.length, after.body.value?.length]).toEqual([1, 0]);
});

it('refuses to unblock an account more often than its limit, its aliases counted', async () => {
  sandbox.tenant.settings.unblockLimit = 1;
  sandbox.tenant.addUser({ address: 'alice@contoso.com', aliases: ['al@contoso.com'] });
  sandbox.tenant.restrict('al@contoso.com');
  await invoke(sandbox, token, { cmdlet: REMOVE, parameters: { SenderAddress: 'al@contoso.com' } });
  sandbox.tenant.restrict('alice@contoso.com');
  const refused = await invoke(sandbox, token, { cmdlet: REMOVE, parameters: { SenderAddress: 'alice@contoso.com' } });
  expect(refused.status).toBe(400);
  expect(sandbox.tenant.restrictions()).toHaveLength(1);
});

it('lists and removes connectors by their GUID', async () => {
  sandbox.tenant.restrict({ connector: CONNECTOR, name: 'Scanner' });
  const { body } = await invoke(sandbox, token, { cmdlet: 'Get-BlockedConnector' });
  expect(body.value).toMatchObject([{ ConnectorId: CONNECTOR, ConnectorName: 'Scanner' }]);
  expect((await list()).body.value).toEqual([]);
  await invoke(sandbox, token, { cmdlet: 'Remove-BlockedConnector', parameters: { ConnectorId: CONNECTOR } });
  expect(sandbox.tenant.effectiveRemoves()).toHaveLength(1);
});

it('gives no longer pages than its own limit, whatever is asked for', async () => {
  for (const name of ['a', 'b', 'c']) sandbox.tenant.restrict(`${name}@contoso.com`);
  sandbox.tenant.settings.largestPage = 2;
  const { body } = await list({ prefer: 'odata.maxpagesize=1000' });
  expect(body.value).toHaveLength(2);
  expect(body['@odata.nextLink']).toBeDefined();
});

it('cuts an answer with a warning and goes on only for the same anchor and connection', async () => {
  for (const name of ['a', 'b', 'c']) sandbox.tenant.restrict(`${name}@contoso.com`);
  const headers = { prefer: 'odata.maxpagesize=2', 'connection-id': 'one', 'x-anchormailbox': 'APP:x' };
  const { body: first } = await list(headers);
  expect(first.value).toHaveLength(2);
  expect(first['@adminapi.warnings']).toHaveLength(1);
  const next = first['@odata.nextLink'];

  const elsewhere = await list({ ...headers, 'connection-id': 'two' }, next);
  expect(elsewhere.status).toBe(400);
  expect(elsewhere.text).toContain('Expired or Invalid pagination request. Default Expiry time is 00:30:00');
  const { body: rest } = await list(headers, next);
  expect(rest.value).toMatchObject([{ SenderAddress: 'c@contoso.com' }]);
  expect(rest['@adminapi.warnings']).toEqual([]);
  expect(rest['@odata.nextLink']).toBeUndefined();
});

it.each([
  ['a common parameter', { ErrorAction: 'Stop' }, 500, /server side error/],
  ['a common parameter that asks for nothing', { warningaction: 'SilentlyContinue' }, 500, /server side error/],
  ['a common parameter by its short name', { proga: 'x' }, 500, /server side error/],
  ['what is none, though many cmdlets have it', { WhatIf: true }, 400, /Invalid cmdlet parameters specified. WhatIf/],
  ['an unknown parameter', { BogusParameter: 1 }, 400, /Invalid cmdlet parameters specified. BogusParameter/],
  ['parameters that are null', null, 400, /Parameters/],
])('answers %s with an error that hides rows', async (_, parameters, status, text) => {
  sandbox.tenant.restrict('alice@contoso.com');
  const response = await invoke(sandbox, token, { cmdlet: LIST, parameters });
  expect(response.status).toBe(status);
  expect(response.text).toMatch(text);
});

it.each([
  ['a cmdlet its role does not hold', 'reader', REMOVE],
  ['no directory role at all', 'none', LIST],
  ['a cmdlet nobody has', 'writer', 'Get-Nothing'],
] as const)('answers 403 with nothing but NUL bytes for %s', async (_, cmdlets, cmdlet) => {
  sandbox.tenant.writer.cmdlets = cmdlets;
  const response = await invoke(sandbox, token, { cmdlet, parameters: {} });
  expect(response.status).toBe(403);
  expect(response.text).toMatch(/^\0+$/);
});

it('answers 401 for a token of another resource, one without the app role, and none', async () => {
  const forGraph = await accessToken(sandbox, { scope: 'https://graph.microsoft.com/.default' });
  sandbox.tenant.writer.exchangeRoles = [];
  const withoutRole = await accessToken(sandbox);
  const answers = await Promise.all(
    [forGraph, withoutRole, 'nonsense'].map((bearer) => invoke(sandbox, bearer, { cmdlet: LIST })),
  );
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
});

it('names the cmdlets a principal may run', async () => {
  const reader = await accessToken(sandbox, { clientId: sandbox.tenant.reader.clientId });
  const url = `${sandbox.origins.exchange}/AdminApi/v1.0/${sandbox.tenant.tenantId}/EXOModuleFile?Version=3.9.2`;
  const exported = async (bearer: string) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${bearer}` } });
    const body: { value: { exportedCmdlets: string }[] } = JSON.parse(await response.text());
    return body.value[0]?.exportedCmdlets.split(',');
  };
  expect(await exported(token)).toContain(REMOVE);
  expect(await exported(reader)).toContain(LIST);
  expect(await exported(reader)).not.toContain(REMOVE);
});

it('shows mailboxes, rights and rules, hidden ones only where asked, with identities too large for JavaScript', async () => {
  sandbox.tenant.addUser({ address: 'bob@contoso.com' });
  sandbox.tenant.addSharedMailbox({
    address: 'info@contoso.com',
    aliases: ['sales@contoso.com'],
    forwarding: { smtpAddress: 'out@example.com' },
    rights: { fullAccess: ['bob@contoso.com'], sendOnBehalf: ['bob@contoso.com'] },
    inboxRules: [
      { name: 'in sight', subjectWords: ['invoice', 'bank'], forwardTo: ['bob@contoso.com'] },
      { name: 'unseen', hidden: true, subjectOrBodyWords: ['hacked'], deleteMessage: true },
    ],
  });
  const Identity = 'SALES@contoso.com';
  const mailbox = await invoke(sandbox, token, { cmdlet: 'Get-Mailbox', parameters: { Identity } });
  expect(mailbox.body.value).toMatchObject([
    {
      RecipientTypeDetails: 'SharedMailbox',
      EmailAddresses: ['SMTP:info@contoso.com', 'smtp:sales@contoso.com'],
      ForwardingSmtpAddress: 'smtp:out@example.com',
      ForwardingAddress: null,
      GrantSendOnBehalfTo: ['bob'],
    },
  ]);
  const parameters = { Mailbox: Identity, IncludeHidden: true };
  const all = await invoke(sandbox, token, { cmdlet: 'Get-InboxRule', parameters });
  expect(all.text).toMatch(/"RuleIdentity":9883021749004369922,/);
  expect(all.body.value).toMatchObject([
    {
      Name: 'in sight',
      Description: expect.stringContaining("includes 'invoice' or 'bank'"),
      SubjectContainsWords: ['invoice', 'bank'],
      ForwardTo: [expect.stringMatching(/^"bob" \[EX:\/o=ExchangeLabs/)],
    },
    {
      Name: 'unseen',
      Description: expect.stringContaining("includes 'hacked'"),
      SubjectOrBodyContainsWords: ['hacked'],
      DeleteMessage: true,
    },
  ]);
  const seen = await invoke(sandbox, token, { cmdlet: 'Get-InboxRule', parameters: { Mailbox: Identity } });
  expect(seen.body.value).toHaveLength(1);
  const rights = { Identity, User: 'bob@contoso.com' };
  const granted = await invoke(sandbox, token, { cmdlet: 'Get-MailboxPermission', parameters: rights });
  expect(granted.body.value).toMatchObject([{ User: 'bob@contoso.com', AccessRights: ['FullAccess'] }]);
});

it('answers 404 with the useful text in details for a mailbox that is not there', async () => {
  const response = await invoke(sandbox, token, { cmdlet: 'Get-Mailbox', parameters: { Identity: 'no@contoso.com' } });
  expect(response.status).toBe(404);
  expect(response.text).toMatch(/ManagementObjectNotFoundException.*no@contoso.com/);
});
