import { describe, expect, it } from 'vitest';
import type { Reply } from '../scripted-server.ts';
import { commandIn, exchange, notFound, rows } from './exchange-server.ts';

const LEGACY = '/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=bob';

async function suspicious(rule: object, recipient: Reply = rows({ PrimarySmtpAddress: 'bob@contoso.com' })) {
  const { reader } = await exchange({
    'Get-InboxRule': rows({ Name: 'x', Enabled: true, ...rule }),
    'Get-Recipient': recipient,
  });
  const rules = await reader.inboxRules('alice@contoso.com');
  return rules.known ? rules.value[0]?.suspicious : rules;
}

async function unclear(rule: object, recipient: Reply = rows({ PrimarySmtpAddress: 'bob@contoso.com' })) {
  const { reader } = await exchange({
    'Get-InboxRule': rows({ Name: 'x', Enabled: true, ...rule }),
    'Get-Recipient': recipient,
  });
  const rules = await reader.inboxRules('alice@contoso.com');
  return rules.known && rules.value[0];
}

describe('inbox rules', () => {
  it('are asked for with the hidden ones, and only verdicts come back', async () => {
    const { reader, server } = await exchange({
      'Get-InboxRule': {
        body: '{"@adminapi.warnings":[],"value":[{"Name":"evil","RuleIdentity":9883021749004369921,"Enabled":true,"ForwardTo":["x@fabrikam.com"]}]}',
      },
    });
    expect(await reader.inboxRules('alice@contoso.com')).toEqual({
      known: true,
      value: [{ enabled: true, suspicious: ['forwardsOut'] }],
    });
    expect(server.received.map((request) => commandIn(request).parameters)).toEqual([
      { Mailbox: 'alice@contoso.com', IncludeHidden: true },
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ['marks as read', { MarkAsRead: true, MoveToFolder: 'Projects' }, []],
    ['forwards inside', { ForwardTo: ['"Bob" [SMTP:bob@contoso.com]'] }, []],
    ['forwards to a colleague of the directory', { ForwardTo: [`"Bob" [EX:${LEGACY}]`] }, []],
    ['forwards outside', { ForwardTo: ['"x" [SMTP:x@fabrikam.com]'] }, ['forwardsOut']],
    ['forwards to one inside and one outside', { ForwardTo: ['bob@contoso.com', 'x@fabrikam.com'] }, ['forwardsOut']],
    ['forwards as attachment', { ForwardAsAttachmentTo: ['x@fabrikam.com'] }, ['forwardsOut']],
    ['redirects', { RedirectTo: 'x@fabrikam.com' }, ['forwardsOut']],
    [
      'forwards under a name that looks internal',
      { ForwardTo: ['"a [SMTP:bob@contoso.com]" [SMTP:x@fabrikam.com]'] },
      ['forwardsOut'],
    ],
    ['deletes', { DeleteMessage: true }, ['deletes']],
    ['deletes, told as text', { DeleteMessage: 'True' }, ['deletes']],
    ['deletes softly', { SoftDeleteMessage: true }, ['deletes']],
    ['moves to Deleted Items', { MoveToFolder: 'Deleted Items' }, ['deletes']],
    ['hides in Notes', { MoveToFolder: 'Notes' }, ['hides']],
    ['hides in junk by path', { MoveToFolder: 'alice:\\Junk Email' }, ['hides']],
    ['hides in RSS', { MoveToFolder: 'Inbox/RSS Subscriptions' }, ['hides']],
    [
      'does everything',
      { RedirectTo: ['x@fabrikam.com'], DeleteMessage: true, MoveToFolder: 'notes' },
      ['forwardsOut', 'deletes', 'hides'],
    ],
    ["is Exchange's own", { Name: 'Junk E-Mail Rule', MoveToFolder: 'Junk Email' }, []],
    [
      "is Exchange's own too",
      { Name: 'Microsoft.Exchange.OOF.KnownExternalSenders.Global', MoveToFolder: 'Junk Email' },
      [],
    ],
    [
      "only has the name of Exchange's own",
      { Name: 'Junk E-Mail Rule', ForwardTo: ['x@fabrikam.com'] },
      ['forwardsOut'],
    ],
  ])('of which one %s', async (_, rule, expected) => {
    expect(await suspicious(rule)).toEqual(expected);
  });

  it('send out where the colleague stands for an address outside', async () => {
    const contact = rows({ PrimarySmtpAddress: 'x@contoso.com', ExternalEmailAddress: 'SMTP:x@fabrikam.com' });
    expect(await suspicious({ ForwardTo: [`"Bob" [EX:${LEGACY}]`] }, contact)).toEqual(['forwardsOut']);
  });

  it.each<[string, object, Reply?]>([
    ['a colleague who is not there', { ForwardTo: [`"Bob" [EX:${LEGACY}]`] }, notFound()],
    [
      'a colleague who is there twice',
      { ForwardTo: [`"Bob" [EX:${LEGACY}]`] },
      rows({ PrimarySmtpAddress: 'bob@contoso.com' }, {}),
    ],
    [
      'a group, whose members can be anywhere',
      { RedirectTo: [`"Team" [EX:${LEGACY}]`] },
      rows({ PrimarySmtpAddress: 'team@contoso.com', RecipientTypeDetails: 'GroupMailbox' }),
    ],
    ['what is no address', { ForwardTo: ['somebody'] }],
    ['what is no text', { ForwardTo: [{ Name: 'x' }] }],
  ])('are not clear where mail goes to %s', async (_, rule, recipient) => {
    expect(await unclear(rule, recipient)).toEqual({ enabled: true, suspicious: [], unclear: ['forwards'] });
  });

  it.each(['Notizen', 'Posta indesiderata', 'Courrier indésirable', 'RSS-Feeds', '迷惑メール', 'Элементы', 'Spam'])(
    'are not clear where mail goes to the folder %s, which may be a default one in another language',
    async (MoveToFolder) => {
      expect(await unclear({ MoveToFolder })).toEqual({ enabled: true, suspicious: [], unclear: ['moves'] });
    },
  );

  it.each(['Projects', 'alice:\\Invoices 2026', 'Inbox/Notes from the board', 'Newsletters'])(
    'are clear where mail goes to the folder %s',
    async (MoveToFolder) => {
      expect(await unclear({ MoveToFolder })).toEqual({ enabled: true, suspicious: [] });
    },
  );

  it("are clear where Exchange's own moves junk in a mailbox in another language", async () => {
    const own = { Name: 'Junk E-Mail Rule', MoveToFolder: 'Courrier indésirable' };
    expect(await unclear(own)).toEqual({ enabled: true, suspicious: [] });
  });

  it.each<[string, object, Reply?]>([
    ['a colleague can not be asked about', { ForwardTo: [`"Bob" [EX:${LEGACY}]`] }, { status: 403 }],
    ['a rule does not say whether it is enabled', { Enabled: 'perhaps' }],
    ['a rule does not say whether it deletes', { DeleteMessage: 'perhaps' }],
    ['a rule does not say where it moves mail', { MoveToFolder: { Name: 'Notes' } }],
  ])('are unknown where %s', async (_, rule, recipient) => {
    expect(await suspicious(rule, recipient)).toMatchObject({ known: false });
  });

  it('asks about a colleague once, about a disabled rule never, and not about hundreds', async () => {
    const targets = Array.from({ length: 200 }, (_, index) => `"x" [EX:${LEGACY}${index % 100}]`);
    const { reader, server } = await exchange({
      'Get-InboxRule': rows(
        { Enabled: true, ForwardTo: targets },
        { Enabled: false, ForwardTo: [`"x" [EX:${LEGACY}]`] },
      ),
      'Get-Recipient': rows({ PrimarySmtpAddress: 'bob@contoso.com' }),
    });
    expect(await reader.inboxRules('alice@contoso.com')).toEqual({
      known: true,
      value: [
        { enabled: true, suspicious: [], unclear: ['forwards'] },
        { enabled: false, suspicious: [], unclear: ['forwards'] },
      ],
    });
    expect(server.received).toHaveLength(26);
  });
});
