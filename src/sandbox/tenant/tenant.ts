import { randomUUID } from 'node:crypto';

import { toDate, type Moment, type SandboxClock } from '../clock.ts';
import type {
  CmdletCall,
  FederatedCredential,
  TenantApp,
  TenantContact,
  TenantGroup,
  TenantRestriction,
  TenantSettings,
  TenantUser,
} from './model.ts';

/** A tenant with its mailboxes, directory and Restricted entities page. */
export interface Tenant {
  /** The folder and policy name. */
  readonly name: string;
  readonly tenantId: string;
  readonly domains: readonly string[];
  readonly credential: NonNullable<TenantOptions['credential']>;
  readonly writer: TenantApp;
  readonly reader: TenantApp;
  readonly apps: TenantApp[];
  readonly users: TenantUser[];
  readonly contacts: TenantContact[];
  readonly groups: TenantGroup[];
  /** Those of its domains whose users sign in with another identity provider. */
  readonly federatedDomains: string[];
  readonly settings: TenantSettings;
  /** Every cmdlet that was called, in the order of the answers. */
  readonly log: CmdletCall[];
  readonly clock: SandboxClock;
  addUser(user: NewTenantUser): TenantUser;
  addSharedMailbox(user: NewTenantUser): TenantUser;
  /** The user with an address, primary or alias. Throws where there is none. */
  user(address: string): TenantUser;
  /** Puts an entity on the list. A second call adds a second row. */
  restrict(entity: EntityName, details?: NewRestriction): TenantRestriction;
  /** Takes an entity off the list the way the portal does: no cmdlet call is logged. Returns how many rows that were. */
  lift(entity: EntityName): number;
  /** What the list shows now. */
  restrictions(): readonly TenantRestriction[];
  /** The calls that really took something off the list. */
  effectiveRemoves(): readonly CmdletCall[];
}

/** An address, or a connector by its GUID. */
export type EntityName = string | { readonly connector: string; readonly name?: string };

/** A user as a scenario asks for it; what is left out is an ordinary healthy account. */
export type NewTenantUser = Partial<Omit<TenantUser, 'kind' | 'address' | 'rights'>> & {
  readonly address: string;
  readonly rights?: Partial<TenantUser['rights']>;
};

/** A row of the list as a scenario asks for it. */
export interface NewRestriction {
  readonly createdAt?: Moment;
  readonly changedAt?: Moment;
  readonly reason?: string;
  readonly temporary?: boolean;
  readonly row?: Readonly<Record<string, unknown>>;
}

/** How a tenant starts. */
export interface TenantOptions {
  readonly name: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly readerClientId?: string;
  readonly domains?: readonly string[];
  /** How the policy says that runs sign in; as GitHub's job by default. */
  readonly credential?: 'githubOidc' | 'certificate' | 'managedIdentity' | 'azureCli';
  readonly settings?: Partial<TenantSettings>;
}

const GRAPH_ROLES = [
  'User.Read.All',
  'AuditLog.Read.All',
  'UserAuthenticationMethod.Read.All',
  'IdentityRiskyUser.Read.All',
  'Domain.Read.All',
];

/** Makes an empty tenant whose writer and reader apps trust the given credential. */
export function createTenant(options: TenantOptions, trusted: FederatedCredential, clock: SandboxClock): Tenant {
  const app = (clientId: string, cmdlets: TenantApp['cmdlets']): TenantApp => ({
    clientId,
    objectId: randomUUID(),
    exchangeRoles: ['Exchange.ManageAsApp'],
    graphRoles: GRAPH_ROLES,
    cmdlets,
    federatedCredentials: [trusted],
    certificates: [],
  });
  const writer = app(options.clientId ?? '22222222-2222-2222-2222-222222222222', 'writer');
  const reader = app(options.readerClientId ?? '33333333-3333-3333-3333-333333333333', 'reader');
  const settings: TenantSettings = {
    dates: 'iso',
    booleans: 'boolean',
    listLagMs: 0,
    unblockLimit: Infinity,
    pageSize: 1000,
    largestPage: Infinity,
    tokenLifetimeSeconds: 3599,
    premium: true,
    ...options.settings,
  };
  const users: TenantUser[] = [];
  const log: CmdletCall[] = [];
  return {
    name: options.name,
    tenantId: options.tenantId ?? '11111111-1111-1111-1111-111111111111',
    domains: options.domains ?? ['contoso.com'],
    credential: options.credential ?? 'githubOidc',
    writer,
    reader,
    apps: [writer, reader],
    users,
    contacts: [],
    groups: [],
    federatedDomains: [],
    settings,
    log,
    clock,
    ...directoryActs(users, clock),
    ...restrictionActs(settings, clock),
    effectiveRemoves: () => log.filter(({ cmdlet, effective }) => effective && cmdlet.startsWith('Remove-')),
  };
}

function directoryActs(
  users: TenantUser[],
  clock: SandboxClock,
): Pick<Tenant, 'addUser' | 'addSharedMailbox' | 'user'> {
  const add = (kind: TenantUser['kind'], user: NewTenantUser) => {
    const { rights, ...rest } = user;
    const added: TenantUser = {
      id: randomUUID(),
      kind,
      name: user.address.slice(0, user.address.indexOf('@')),
      aliases: [],
      userPrincipalName: user.address,
      enabled: kind === 'user',
      onPremises: false,
      passwordChangedAt: new Date(clock.now().getTime() - 90 * 24 * 3_600_000),
      sessionsValidFrom: new Date(clock.now().getTime() - 90 * 24 * 3_600_000),
      methods: [],
      registration: null,
      risk: null,
      forwarding: {},
      inboxRules: [],
      rights: { fullAccess: [], sendAs: [], sendOnBehalf: [], refused: [], ...rights },
      ...rest,
    };
    users.push(added);
    return added;
  };
  return {
    addUser: (user) => add('user', user),
    addSharedMailbox: (user) => add('sharedMailbox', user),
    user(address) {
      const found = users.find((user) => addressesOf(user).includes(address.toLowerCase()));
      if (!found) throw new Error(`the tenant has no user ${address}`);
      return found;
    },
  };
}

/** Every address of a user, lower-cased, the primary one first. */
export function addressesOf({ address, aliases }: TenantUser): string[] {
  return [address, ...aliases].map((each) => each.toLowerCase());
}

function restrictionActs(
  settings: TenantSettings,
  clock: SandboxClock,
): Pick<Tenant, 'restrict' | 'lift' | 'restrictions'> {
  const rows: TenantRestriction[] = [];
  const shown = (now: Date) =>
    rows.filter(({ liftedAt }) => liftedAt === undefined || now.getTime() < liftedAt.getTime() + settings.listLagMs);
  return {
    restrict(entity, details = {}) {
      const connector = typeof entity === 'string' ? undefined : entity;
      const restriction: TenantRestriction = {
        entity: typeof entity === 'string' ? { mailbox: entity } : { connector: entity.connector },
        createdAt: toDate(details.createdAt ?? clock.now()),
        changedAt: details.changedAt === undefined ? undefined : toDate(details.changedAt),
        reason: details.reason ?? DEFAULT_REASON,
        temporary: details.temporary ?? false,
        connectorName: connector?.name ?? 'Inbound from on-premises',
        row: details.row ?? {},
        liftedAt: undefined,
      };
      rows.push(restriction);
      return restriction;
    },
    lift(entity) {
      const standing = rows.filter((row) => row.liftedAt === undefined && keyOf(row) === keyOfName(entity));
      for (const row of standing) row.liftedAt = clock.now();
      return standing.length;
    },
    restrictions: () => shown(clock.now()),
  };
}

const DEFAULT_REASON =
  'OutboundSpamLast24Hours=412;OutboundMailLast24Hours=530;OutboundSpamPercent=777;' +
  'Last Spam Message MessagetraceId:7f3c2a10-0000-4000-8000-000000000001';

/** An entity as one lower-cased piece of text. */
export function keyOf({ entity }: TenantRestriction): string {
  return ('mailbox' in entity ? entity.mailbox : entity.connector).toLowerCase();
}

function keyOfName(entity: EntityName): string {
  return (typeof entity === 'string' ? entity : entity.connector).toLowerCase();
}
