import type { TenantContact, TenantGroup, TenantInboxRule, TenantUser } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { one, rows, type Cmdlet, type Row } from './cmdlet.ts';
import { emailAddresses, findContact, findGroup, findMailbox, legacyName, ruleTarget } from './recipients.ts';

/** What is read about mailboxes and recipients. */
export const MAILBOX_CMDLETS: readonly Cmdlet[] = [
  {
    name: 'Get-Mailbox',
    parameters: ['Identity', 'ResultSize', 'RecipientTypeDetails'],
    run(tenant, parameters) {
      const identity = parameters.text('Identity');
      if (identity === undefined) return rows(tenant.users.map((user) => mailboxRow(tenant, user)));
      return rows([mailboxRow(tenant, one(findMailbox(tenant, identity), identity))]);
    },
  },
  {
    name: 'Get-Recipient',
    parameters: ['Identity', 'ResultSize'],
    run(tenant, parameters) {
      const identity = parameters.required('Identity');
      const mailbox = findMailbox(tenant, identity);
      const group = findGroup(tenant, identity);
      if (group) return rows([groupRow(group)]);
      return rows([mailbox ? recipientRow(mailbox) : contactRow(one(findContact(tenant, identity), identity))]);
    },
  },
  {
    name: 'Get-InboxRule',
    parameters: ['Mailbox', 'Identity', 'IncludeHidden'],
    run(tenant, parameters) {
      const identity = parameters.required('Mailbox');
      const { inboxRules } = one(findMailbox(tenant, identity), identity);
      const shown = inboxRules.filter(({ hidden }) => !hidden || parameters.switch('IncludeHidden'));
      return rows(shown.map((rule, index) => ruleRow(tenant, rule, index)));
    },
  },
  {
    name: 'Get-MailboxPermission',
    parameters: ['Identity', 'User', 'ResultSize'],
    run(tenant, parameters) {
      const identity = parameters.required('Identity');
      const { name, rights } = one(findMailbox(tenant, identity), identity);
      const found = [
        { User: 'NT AUTHORITY\\SELF', AccessRights: ['FullAccess', 'ReadPermission'] },
        ...rights.fullAccess.map((user) => ({ User: user, AccessRights: ['FullAccess'] })),
        ...rights.refused.map((user) => ({ User: user, AccessRights: ['FullAccess'], Deny: true })),
      ];
      const wanted = ofPerson(tenant, found, 'User', parameters.text('User'));
      const rest = { Identity: name, Deny: false, InheritanceType: 'All', IsInherited: false };
      return rows(wanted.map((row) => ({ ...rest, ...row })));
    },
  },
  {
    name: 'Get-RecipientPermission',
    parameters: ['Identity', 'Trustee', 'AccessRights', 'ResultSize'],
    run(tenant, parameters) {
      const identity = parameters.required('Identity');
      const { name, rights } = one(findMailbox(tenant, identity), identity);
      const trustees = ['NT AUTHORITY\\SELF', ...rights.sendAs];
      const found = trustees.map((trustee) => ({ Trustee: trustee, AccessRights: ['SendAs'] }));
      const wanted = ofPerson(tenant, found, 'Trustee', parameters.text('Trustee'));
      const rest = { Identity: name, AccessControlType: 'Allow', InheritanceType: 'None', IsInherited: false };
      return rows(wanted.map((row) => ({ ...rest, ...row })));
    },
  },
];

function ofPerson<T extends Row>(
  tenant: Tenant,
  found: readonly T[],
  column: string,
  person: string | undefined,
): readonly T[] {
  if (person === undefined) return found;
  const mailbox = one(findMailbox(tenant, person), person);
  return found.filter((row) => findMailbox(tenant, String(row[column])) === mailbox);
}

function mailboxRow(tenant: Tenant, user: TenantUser): Row {
  const { forwarding, rights, name } = user;
  const { smtpAddress, recipient, keepsCopy = false } = forwarding;
  return {
    ...recipientRow(user),
    Alias: name,
    UserPrincipalName: user.userPrincipalName,
    IsShared: user.kind === 'sharedMailbox',
    AccountDisabled: !user.enabled,
    ForwardingSmtpAddress: smtpAddress === undefined ? null : `smtp:${smtpAddress}`,
    ForwardingAddress: recipient ?? null,
    DeliverToMailboxAndForward: keepsCopy,
    GrantSendOnBehalfTo: rights.sendOnBehalf.map((address) => findMailbox(tenant, address)?.name ?? address),
  };
}

function recipientRow(user: TenantUser): Row {
  const details = user.kind === 'sharedMailbox' ? 'SharedMailbox' : 'UserMailbox';
  return {
    Identity: user.name,
    Name: user.name,
    ExternalDirectoryObjectId: user.id,
    WindowsLiveID: user.userPrincipalName,
    PrimarySmtpAddress: user.address,
    EmailAddresses: emailAddresses(user),
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: details,
    LegacyExchangeDN: legacyName(user.name),
  };
}

function contactRow({ name, externalAddress }: TenantContact): Row {
  return {
    Identity: name,
    Name: name,
    PrimarySmtpAddress: externalAddress,
    EmailAddresses: [`SMTP:${externalAddress}`],
    ExternalEmailAddress: `SMTP:${externalAddress}`,
    RecipientType: 'MailContact',
    RecipientTypeDetails: 'MailContact',
    LegacyExchangeDN: legacyName(name),
  };
}

function groupRow({ name, address }: TenantGroup): Row {
  return {
    Identity: name,
    Name: name,
    PrimarySmtpAddress: address,
    EmailAddresses: [`SMTP:${address}`],
    RecipientType: 'MailUniversalDistributionGroup',
    RecipientTypeDetails: 'MailUniversalDistributionGroup',
    LegacyExchangeDN: legacyName(name),
  };
}

/** Real rule identities pass the numbers that JavaScript can hold. */
const FIRST_RULE_IDENTITY = 9_883_021_749_004_369_921n;

function ruleRow(tenant: Tenant, rule: TenantInboxRule, index: number): Row {
  const targets = (addresses: readonly string[] | undefined) =>
    addresses === undefined ? null : addresses.map((address) => ruleTarget(tenant, address));
  const identity = String(FIRST_RULE_IDENTITY + BigInt(index));
  return {
    Identity: identity,
    RuleIdentity: identity,
    Name: rule.name,
    Enabled: rule.enabled ?? true,
    Priority: index + 1,
    Description: describedRule(rule),
    SubjectContainsWords: rule.subjectWords ?? null,
    SubjectOrBodyContainsWords: rule.subjectOrBodyWords ?? null,
    ForwardTo: targets(rule.forwardTo),
    ForwardAsAttachmentTo: targets(rule.forwardAsAttachmentTo),
    RedirectTo: targets(rule.redirectTo),
    DeleteMessage: rule.deleteMessage ?? false,
    SoftDeleteMessage: false,
    MoveToFolder: rule.moveToFolder ?? null,
    MarkAsRead: rule.markAsRead ?? false,
    StopProcessingRules: true,
    InError: false,
  };
}

/** Exchange tells each rule in words too; theirs differ between languages, so only what they quote matters. */
function describedRule({
  subjectWords,
  subjectOrBodyWords,
  forwardTo,
  redirectTo,
  moveToFolder,
}: TenantInboxRule): string {
  const told = (text: string, quoted: readonly string[] | undefined): readonly string[] =>
    quoted === undefined ? [] : [`\t${text} '${quoted.join("' or '")}'`];
  return [
    'If the message:',
    ...told('the subject includes', subjectWords),
    ...told('the subject or the body includes', subjectOrBodyWords),
    'Take the following actions:',
    ...told('forward the message to', forwardTo),
    ...told('redirect the message to', redirectTo),
    ...told('move the message to the folder', moveToFolder === undefined ? undefined : [moveToFolder]),
    '',
  ].join('\r\n');
}
