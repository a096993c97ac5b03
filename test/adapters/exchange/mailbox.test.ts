import { describe, expect, it } from 'vitest';
import type { Reply } from '../scripted-server.ts';
import { commandIn, exchange, exchangeError, notFound, rows } from './exchange-server.ts';

const ALICE = {
  PrimarySmtpAddress: 'Alice@contoso.com',
  UserPrincipalName: 'alice.a@contoso.com',
  EmailAddresses: ['SMTP:Alice@contoso.com', 'smtp:al@contoso.com', 'SIP:alice@contoso.com', 'X500:/o=x'],
  RecipientTypeDetails: 'UserMailbox',
  ForwardingSmtpAddress: null,
  ForwardingAddress: null,
  DeliverToMailboxAndForward: false,
};

describe('a mailbox', () => {
  it('shows every address of its account, whether it is shared, and that nothing is forwarded', async () => {
    const { reader, server } = await exchange({ 'Get-Mailbox': rows(ALICE) });
    expect(await reader.mailbox('alice@contoso.com')).toEqual({
      known: true,
      value: {
        addresses: ['alice@contoso.com', 'al@contoso.com', 'alice.a@contoso.com'],
        shared: false,
        forwarding: { known: true, value: 'none' },
      },
    });
    expect(server.received.map((request) => commandIn(request).parameters)).toEqual([
      { Identity: 'alice@contoso.com' },
    ]);
  });

  it.each<[string, object]>([
    ['an alias', { EmailAddresses: [...ALICE.EmailAddresses, 'smtp:"a b"@contoso.com'] }],
    ['its sign-in name', { UserPrincipalName: 'alice a@contoso.com' }],
  ])('shows the rest where %s can not be read, and that there is more', async (_, over) => {
    const { reader } = await exchange({ 'Get-Mailbox': rows({ ...ALICE, ...over }) });
    const mailbox = await reader.mailbox('alice@contoso.com');
    expect(mailbox).toMatchObject({ known: true, value: { addressesIncomplete: true, forwarding: { value: 'none' } } });
  });

  it('is shared where Exchange says so', async () => {
    const { reader } = await exchange({ 'Get-Mailbox': rows({ ...ALICE, RecipientTypeDetails: 'SharedMailbox' }) });
    expect(await reader.mailbox('al@contoso.com')).toMatchObject({ value: { shared: true } });
  });

  it.each([
    ['says that it is not there', notFound()],
    ['has no row', rows()],
  ])('is definitely not there where Exchange %s', async (_, reply) => {
    const { reader } = await exchange({ 'Get-Mailbox': reply });
    expect(await reader.mailbox('alice@contoso.com')).toEqual({ known: true, value: undefined });
  });

  it.each<[string, Reply, RegExp]>([
    ['a 404 of nobody in particular', { status: 404, body: 'nothing here' }, /404/u],
    ['a 403', { status: 403, body: Buffer.alloc(4) }, /403/u],
    ['two mailboxes', rows(ALICE, ALICE), /several/u],
    [
      'another mailbox',
      rows({ ...ALICE, EmailAddresses: ['SMTP:bob@contoso.com'], PrimarySmtpAddress: 'bob@contoso.com' }),
      /another address/u,
    ],
    ['no addresses', rows({ ...ALICE, EmailAddresses: undefined }), /addresses/u],
    ['addresses that are no text', rows({ ...ALICE, EmailAddresses: [1] }), /addresses/u],
    ['no type', rows({ ...ALICE, RecipientTypeDetails: 1 }), /kind of mailbox/u],
    ['a warning', { body: { '@adminapi.warnings': ['corrupted'], value: [ALICE] } }, /it carries a warning$/u],
  ])('is unknown for %s', async (_, reply, reason) => {
    const { reader } = await exchange({ 'Get-Mailbox': reply });
    const mailbox = await reader.mailbox('alice@contoso.com');
    expect(!mailbox.known && mailbox.reason).toMatch(reason);
  });
});

describe('forwarding', () => {
  const outside = rows({ PrimarySmtpAddress: 'x@fabrikam.com', ExternalEmailAddress: 'SMTP:x@fabrikam.com' });
  const inside = rows({ PrimarySmtpAddress: 'bob@contoso.com', ExternalEmailAddress: null });

  it.each<[string, object, Reply, string]>([
    ['an address inside', { ForwardingSmtpAddress: 'smtp:Bob@CONTOSO.com' }, rows(), 'internal'],
    ['an address outside', { ForwardingSmtpAddress: 'smtp:x@fabrikam.com' }, rows(), 'external'],
    ['a subdomain, which is not the tenant', { ForwardingSmtpAddress: 'x@mail.contoso.com' }, rows(), 'external'],
    ['a text that is no address', { ForwardingSmtpAddress: 'nobody knows' }, rows(), 'unresolved'],
    ['a recipient inside', { ForwardingAddress: 'bob' }, inside, 'internal'],
    ['a contact that stands for somebody outside', { ForwardingAddress: 'x' }, outside, 'external'],
    [
      'a contact whose own address looks internal',
      { ForwardingAddress: 'x' },
      rows({ PrimarySmtpAddress: 'x@contoso.com', ExternalEmailAddress: 'x@fabrikam.com' }),
      'external',
    ],
    ['a recipient that is not there', { ForwardingAddress: 'gone' }, notFound(), 'unresolved'],
    ['two recipients', { ForwardingAddress: 'bob' }, rows({ PrimarySmtpAddress: 'a@contoso.com' }, {}), 'unresolved'],
    ['a recipient without an address', { ForwardingAddress: 'bob' }, rows({}), 'unresolved'],
    [
      'a group, whose members can be anywhere',
      { ForwardingAddress: 'team' },
      rows({ PrimarySmtpAddress: 'team@contoso.com', RecipientTypeDetails: 'MailUniversalDistributionGroup' }),
      'unresolved',
    ],
    ['an object', { ForwardingAddress: { Name: 'bob' } }, inside, 'unresolved'],
    [
      'a recipient inside and an address outside',
      { ForwardingAddress: 'bob', ForwardingSmtpAddress: 'x@fabrikam.com' },
      inside,
      'external',
    ],
    ['empty texts', { ForwardingAddress: '', ForwardingSmtpAddress: ' ' }, rows(), 'none'],
    [
      'nothing the app may see',
      { ForwardingAddress: undefined, ForwardingSmtpAddress: undefined, DeliverToMailboxAndForward: undefined },
      rows(),
      'notShown',
    ],
  ])('to %s', async (_, set, recipient, place) => {
    const { reader } = await exchange({ 'Get-Mailbox': rows({ ...ALICE, ...set }), 'Get-Recipient': recipient });
    expect(await reader.mailbox('alice@contoso.com')).toMatchObject({ value: { forwarding: { value: place } } });
  });

  it.each<[string, Reply, boolean]>([
    ['may not be asked about', { status: 403 }, true],
    ['can not be asked about now', { status: 503 }, false],
  ])('to a recipient that %s is not known, and the addresses are', async (_, reply, lasting) => {
    const { reader } = await exchange({
      'Get-Mailbox': rows({ ...ALICE, ForwardingAddress: 'bob' }),
      'Get-Recipient': reply,
    });
    const mailbox = await reader.mailbox('alice@contoso.com');
    expect(mailbox).toMatchObject({ known: true, value: { forwarding: { known: false }, shared: false } });
    const { forwarding } = (mailbox.known && mailbox.value) || {};
    expect(forwarding?.known === false && forwarding.remedy !== undefined).toBe(lasting);
  });

  it('to an address outside is known whatever the recipient is', async () => {
    const { reader } = await exchange({
      'Get-Mailbox': rows({ ...ALICE, ForwardingAddress: 'bob', ForwardingSmtpAddress: 'x@fabrikam.com' }),
      'Get-Recipient': { status: 403 },
    });
    expect(await reader.mailbox('alice@contoso.com')).toMatchObject({ value: { forwarding: { value: 'external' } } });
  });
});

function isAbout(identity: string, parameters: unknown): boolean {
  return JSON.stringify(parameters).includes(JSON.stringify(identity));
}

describe("a mailbox's rights", () => {
  const read = async (script: Parameters<typeof exchange>[0]) => {
    const { reader } = await exchange(script);
    return reader.mailboxRights('shared@contoso.com', 'bob@contoso.com');
  };
  const fullAccess = { User: 'Bob@contoso.com', AccessRights: ['FullAccess', 'ReadPermission'], Deny: false };
  const recipient = rows({
    Name: 'bob-4711',
    DisplayName: 'Bob',
    PrimarySmtpAddress: 'bob@contoso.com',
    EmailAddresses: ['SMTP:bob@contoso.com', 'smtp:robert@contoso.com'],
  });

  it.each<[string, Parameters<typeof exchange>[0], readonly string[]]>([
    ['FullAccess', { 'Get-MailboxPermission': rows(fullAccess) }, ['FullAccess']],
    ['SendAs', { 'Get-RecipientPermission': rows({ Trustee: 'bob@contoso.com', AccessRights: 'SendAs' }) }, ['SendAs']],
    ['SendOnBehalf', { 'Get-Mailbox': rows({ GrantSendOnBehalfTo: ['bob@contoso.com'] }) }, ['SendOnBehalf']],
    [
      'a right under another address',
      { 'Get-MailboxPermission': rows({ ...fullAccess, User: 'robert@contoso.com' }), 'Get-Recipient': recipient },
      ['FullAccess'],
    ],
    [
      'a right under its unique name',
      { 'Get-Mailbox': rows({ GrantSendOnBehalfTo: ['bob-4711'] }), 'Get-Recipient': recipient },
      ['SendOnBehalf'],
    ],
    [
      'no right under a display name, which anybody can take',
      { 'Get-Mailbox': rows({ GrantSendOnBehalfTo: ['Bob'] }), 'Get-Recipient': recipient },
      [],
    ],
    [
      'no right of somebody else',
      { 'Get-MailboxPermission': rows({ ...fullAccess, User: 'carol@contoso.com' }), 'Get-Recipient': recipient },
      [],
    ],
    ['no right that is denied', { 'Get-MailboxPermission': rows(fullAccess, { ...fullAccess, Deny: true }) }, []],
    [
      'no right that is denied to send',
      {
        'Get-RecipientPermission': rows({
          Trustee: 'bob@contoso.com',
          AccessRights: ['SendAs'],
          AccessControlType: 'Deny',
        }),
      },
      [],
    ],
    [
      'no right that is denied under another name',
      {
        'Get-MailboxPermission': rows(fullAccess, { ...fullAccess, User: 'bob-4711', Deny: true }),
        'Get-Recipient': recipient,
      },
      [],
    ],
    ['no right that may be denied', { 'Get-MailboxPermission': rows({ ...fullAccess, Deny: 'perhaps' }) }, []],
    [
      'one right where another is denied',
      {
        'Get-MailboxPermission': rows({ ...fullAccess, Deny: true }),
        'Get-RecipientPermission': rows({ Trustee: 'bob@contoso.com', AccessRights: ['SendAs'] }),
        'Get-Recipient': recipient,
      },
      ['SendAs'],
    ],
    [
      'a right that is inherited',
      { 'Get-MailboxPermission': rows({ ...fullAccess, IsInherited: true }) },
      ['FullAccess'],
    ],
    ['no lesser right', { 'Get-MailboxPermission': rows({ ...fullAccess, AccessRights: ['ReadPermission'] }) }, []],
    [
      'no right of an account that is not there',
      { 'Get-MailboxPermission': rows({ ...fullAccess, User: 'x' }), 'Get-Recipient': notFound() },
      [],
    ],
    [
      'one right although another list fails',
      { 'Get-MailboxPermission': rows(fullAccess), 'Get-RecipientPermission': { status: 403 } },
      ['FullAccess'],
    ],
  ])('are %s', async (_, script, rights) => {
    expect(await read(script)).toEqual({ known: true, value: rights });
  });

  it.each<[string, Parameters<typeof exchange>[0]]>([
    ['a row does not say whose right it is', { 'Get-MailboxPermission': rows({ ...fullAccess, User: 7 }) }],
    ['a row does not say which right it is', { 'Get-MailboxPermission': rows({ ...fullAccess, AccessRights: 7 }) }],
    ['a row says nothing', { 'Get-RecipientPermission': rows({}) }],
    ['those who send on behalf are no texts', { 'Get-Mailbox': rows({ GrantSendOnBehalfTo: [{ Name: 'bob' }] }) }],
    ['a list can not be read and the others show nothing', { 'Get-RecipientPermission': { status: 403 } }],
    [
      'the account can not be looked up',
      { 'Get-MailboxPermission': rows({ ...fullAccess, User: 'x' }), 'Get-Recipient': exchangeError(400, 'no') },
    ],
    [
      'others have rights and can not be looked up',
      {
        'Get-MailboxPermission': rows({ ...fullAccess, User: 'team' }),
        'Get-Recipient': (parameters) => (isAbout('team', parameters) ? { status: 503 } : recipient),
      },
    ],
    [
      'more others have rights than can be looked up',
      {
        'Get-MailboxPermission': rows(
          ...Array.from({ length: 11 }, (_, index) => ({ ...fullAccess, User: `user${index}` })),
        ),
        'Get-Recipient': recipient,
      },
    ],
  ])('are unknown where %s', async (_, script) => {
    expect(await read(script)).toMatchObject({ known: false });
  });

  it('are lastingly unknown where one is denied, and an address of the account can not be read', async () => {
    const rights = await read({
      'Get-MailboxPermission': rows(fullAccess, { ...fullAccess, User: 'x', Deny: true }),
      'Get-Recipient': rows({ PrimarySmtpAddress: 'bob@contoso.com', EmailAddresses: ['smtp:"b b"@contoso.com'] }),
    });
    expect(rights).toMatchObject({ known: false, remedy: expect.stringContaining('no plain SMTP address') });
  });

  it('are lastingly unknown where a group holds one: its members are not seen', async () => {
    const team = rows({ PrimarySmtpAddress: 'team@contoso.com', RecipientType: 'MailUniversalSecurityGroup' });
    const rights = await read({
      'Get-MailboxPermission': rows({ ...fullAccess, User: 'NT AUTHORITY\\SELF' }, { ...fullAccess, User: 'team' }),
      'Get-Recipient': (parameters) => (isAbout('team', parameters) ? team : recipient),
    });
    expect(rights).toMatchObject({ known: false, remedy: expect.stringContaining('a right of its own') });
  });
});
