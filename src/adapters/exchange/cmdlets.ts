/** The cmdlets Reinstate reads with. */
export const READ_CMDLETS = [
  'Get-BlockedSenderAddress',
  'Get-BlockedConnector',
  'Get-Mailbox',
  'Get-Recipient',
  'Get-InboxRule',
  'Get-MailboxPermission',
  'Get-RecipientPermission',
] as const;

/** The cmdlets that lift a restriction. */
export const REMOVE_CMDLETS = ['Remove-BlockedSenderAddress', 'Remove-BlockedConnector'] as const;

/** One that reads. */
export type ReadCmdlet = (typeof READ_CMDLETS)[number];
/** One that lifts a restriction. */
export type RemoveCmdlet = (typeof REMOVE_CMDLETS)[number];

/**
 * The smallest Entra role each cmdlet is known to take: documented for the lists, seen by others for mailboxes and rules,
 * and not measured for the rest.
 */
export const CMDLET_ROLES: Readonly<Record<ReadCmdlet | RemoveCmdlet, string>> = {
  'Get-BlockedSenderAddress': 'Security Reader',
  'Get-BlockedConnector': 'Security Reader',
  'Get-Mailbox': 'Global Reader',
  'Get-Recipient': 'Global Reader',
  'Get-InboxRule': 'Security Reader',
  'Get-MailboxPermission': 'Global Reader',
  'Get-RecipientPermission': 'Global Reader',
  'Remove-BlockedSenderAddress': 'Security Administrator',
  'Remove-BlockedConnector': 'Security Administrator',
};

/** The role to give an app that may not run a cmdlet. */
export function roleFor(cmdlet: string): string {
  const roles: ReadonlyMap<string, string> = new Map(Object.entries(CMDLET_ROLES));
  return roles.get(cmdlet) ?? 'that holds the cmdlet';
}
