import type { EvidenceCheck } from '../evidence/evidence.ts';
import type { AttestationKind } from '../request/request.ts';

/** One thing that Microsoft documents to be done, and who can tell whether it was. */
export interface Advice {
  readonly id: string;
  /** Of Microsoft's numbered steps; null for what belongs to the response without a number. */
  readonly step: number | null;
  readonly optional: boolean;
  readonly title: string;
  /** What a request states about it; null where nothing. */
  readonly attestation: AttestationKind | null;
  /** The check that looks at it, or where a person has to look because none does. */
  readonly seenBy: EvidenceCheck | { readonly nobody: string };
}

/**
 * What is to be done about a compromised account (Microsoft Learn, "Responding to a compromised email account"), and
 * after it what else such an account shows. The unblock is step 4, after the first three; those behind it are optional.
 */
export const RESPONSE_TO_ACCOUNT: readonly Advice[] = [
  { ...step(1, 'passwordReset', 'Reset the password', 'passwordReset'), attestation: 'passwordReset' },
  step(1, 'applicationPasswords', 'Delete application passwords', {
    nobody: 'Microsoft Graph does not show them, and a new password leaves them valid',
  }),
  { ...step(1, 'mfa', 'Turn on multi-factor authentication', 'mfa'), attestation: 'mfa' },
  step(2, 'forwarding', 'Remove forwarding out of the tenant', 'forwarding'),
  step(3, 'inboxRules', 'Disable suspicious inbox rules', 'inboxRules'),
  step(5, 'accountEnabled', 'Allow sign-in again, if it was blocked', 'accountEnabled'),
  step(5, 'protocols', 'Turn off protocols an intruder could use', { nobody: 'Get-CASMailbox shows which are on' }),
  step(6, 'adminRoles', 'Take the account out of admin roles', {
    nobody: 'look in Microsoft 365, Defender and Exchange, until all is clear',
  }),
  step(7, 'sentItems', 'Look through what was sent', {
    nobody: 'begin at the message trace id in the reason; look at other services and contact details as well',
  }),
  step(null, 'sessionsRevoked', 'End every session', 'sessionsRevoked'),
  step(null, 'riskyUser', 'Settle the risk in Entra ID Protection', 'riskyUser'),
  step(null, 'otherAccess', 'Remove sweep rules, delegates, shared folders', {
    nobody: 'Get-SweepRule, Get-MailboxPermission, Get-RecipientPermission, Get-MailboxFolderPermission show them',
  }),
  step(null, 'appConsent', 'Remove apps the owner did not consent to', {
    nobody: "Entra shows the account's consents, Graph as oauth2PermissionGrants",
  }),
];

/** What is to be done about a compromised connector (Microsoft Learn, "Respond to a compromised connector"). */
export const RESPONSE_TO_CONNECTOR: readonly Advice[] = [
  reviewed('connectorTraffic', 'Review the mail that came through it', 'the message trace shows it by connector'),
  reviewed(
    'connectorChanges',
    'Find out who made or changed it',
    'Search-UnifiedAuditLog -Operations New-InboundConnector,Set-InboundConnector,Remove-InboundConnector shows it',
  ),
  reviewed('revertChanges', 'Undo the changes that are not yours', 'Get-InboundConnector shows how it stands'),
  reviewed(
    'adminAccounts',
    'Investigate the admin accounts behind them',
    'the sign-in and audit logs show what they did',
  ),
];

function step(number: number | null, id: string, title: string, seenBy: Advice['seenBy']): Advice {
  return { id, step: number, optional: number !== null && number > 4, title, attestation: null, seenBy };
}

function reviewed(id: string, title: string, nobody: string): Advice {
  return { ...step(null, id, title, { nobody }), attestation: 'connectorReview' };
}
