import type { Moment } from '../clock.ts';

/** An account or shared mailbox of the tenant. Scenarios may change it: what they set is what is answered next. */
export interface TenantUser {
  /** The directory's object id. */
  readonly id: string;
  readonly kind: 'user' | 'sharedMailbox';
  /** What Exchange calls the recipient; forwarding and send-on-behalf rights name others by it. */
  name: string;
  /** The primary SMTP address. */
  address: string;
  aliases: readonly string[];
  userPrincipalName: string;
  enabled: boolean;
  onPremises: boolean;
  passwordChangedAt: Moment | null;
  sessionsValidFrom: Moment | null;
  methods: readonly AuthenticationMethod[];
  /** What the registration report says, where it differs from what the methods tell. */
  registration: { readonly mfaCapable?: boolean; readonly updatedAt?: Moment } | null;
  /** Null where Identity Protection has no row. */
  risk: { readonly state: string; readonly level: string } | null;
  forwarding: MailboxForwarding;
  inboxRules: readonly TenantInboxRule[];
  /** Who else may use the mailbox, by address; for rights to send on behalf Exchange shows the names of these. */
  rights: {
    readonly fullAccess: readonly string[];
    readonly sendAs: readonly string[];
    readonly sendOnBehalf: readonly string[];
    /** Whose full access is refused, by whatever name. */
    readonly refused: readonly string[];
  };
}

/** A registered authentication method, by Graph's type name without its affixes (`microsoftAuthenticator`, `fido2`). */
export interface AuthenticationMethod {
  readonly type: string;
  readonly createdDateTime?: Moment;
}

/** Where a mailbox forwards to, property by property as Exchange has them. */
export interface MailboxForwarding {
  /** An address anywhere. */
  readonly smtpAddress?: string;
  /** A recipient of the tenant, by name. */
  readonly recipient?: string;
  readonly keepsCopy?: boolean;
}

/** An inbox rule; what is left out the rule does not ask or do. Targets are addresses. */
export interface TenantInboxRule {
  readonly name: string;
  /** Words that it looks for in what people write to the mailbox. */
  readonly subjectWords?: readonly string[];
  readonly subjectOrBodyWords?: readonly string[];
  readonly enabled?: boolean;
  /** Only shown where hidden rules are asked for. */
  readonly hidden?: boolean;
  readonly forwardTo?: readonly string[];
  readonly forwardAsAttachmentTo?: readonly string[];
  readonly redirectTo?: readonly string[];
  readonly deleteMessage?: boolean;
  readonly moveToFolder?: string;
  readonly markAsRead?: boolean;
}

/** A mail contact: a recipient of the tenant whose mail goes outside. */
export interface TenantContact {
  readonly name: string;
  readonly externalAddress: string;
}

/** A distribution group: a recipient of the tenant whose members can be anywhere. */
export interface TenantGroup {
  readonly name: string;
  readonly address: string;
}

/** One row of the Restricted entities lists. */
export interface TenantRestriction {
  readonly entity: { readonly mailbox: string } | { readonly connector: string };
  readonly createdAt: Date;
  readonly changedAt: Date | undefined;
  readonly reason: string;
  readonly temporary: boolean;
  readonly connectorName: string;
  /** Properties that take the place of what the row would say, to imitate rows nobody has seen yet. */
  readonly row: Readonly<Record<string, unknown>>;
  /** When it was lifted; it may stay on the list for a while after. */
  liftedAt: Date | undefined;
}

/** An app registration with what it was granted in the tenant. */
export interface TenantApp {
  readonly clientId: string;
  /** The object id of its service principal, which roles are assigned to. */
  readonly objectId: string;
  /** Application permissions as the tokens carry them. */
  exchangeRoles: readonly string[];
  graphRoles: readonly string[];
  /** What its directory role or role group lets it run in Exchange. */
  cmdlets: 'none' | 'reader' | 'writer' | readonly string[];
  federatedCredentials: readonly FederatedCredential[];
  /** The public halves of its certificates, as PEM. */
  certificates: readonly string[];
}

/** Whose identity tokens an app trusts. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** One cmdlet that Exchange was asked to run. */
export interface CmdletCall {
  readonly at: Date;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: number;
  /** Whether it changed something: only an effective remove uses up one of an account's unblocks. */
  readonly effective: boolean;
  readonly clientId: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** How the tenant answers where what a real one does is not known, or differs between tenants. */
export interface TenantSettings {
  /** How dates are printed: with `Z`, without any offset, or as .NET's `/Date(ms)/`. */
  dates: 'iso' | 'noOffset' | 'dotnet';
  booleans: 'boolean' | 'text';
  /** For how long a lifted restriction still stands on the list. */
  listLagMs: number;
  /** How often one account can be unblocked; the real number is not public. */
  unblockLimit: number;
  /** Rows in a page where the client asks for no size. */
  pageSize: number;
  /** Rows in a page at most, whatever the client asks for. */
  largestPage: number;
  /** How long access tokens last. */
  tokenLifetimeSeconds: number;
  /** Entra ID P1 and P2, without which reports and risk are not there. */
  premium: boolean;
}
