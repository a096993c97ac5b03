/** What an app may do in a tenant, asked without doing any of it. Methods throw UnavailableError and what tokens throw. */
export interface TenantRights {
  /** The cmdlets that Exchange Online exports to the app. */
  cmdlets(): Promise<CmdletReading>;
  /** Whether Microsoft Graph answers a read that needs a permission and is about nobody. */
  graph(permission: GraphPermission): Promise<GraphReading>;
}

/** The application permissions of Microsoft Graph that some check is read with. */
export type GraphPermission =
  | 'User.Read.All'
  | 'UserAuthenticationMethod.Read.All'
  | 'AuditLog.Read.All'
  | 'IdentityRiskyUser.Read.All'
  | 'Domain.Read.All';

/** Exchange's answer to an app that asks for its module. */
export type CmdletReading =
  | { readonly kind: 'exported'; readonly cmdlets: readonly string[] }
  /** A 401: the app lacks Exchange.ManageAsApp, or both that and a role. */
  | { readonly kind: 'noAppRole'; readonly said: string }
  /** A 403: it has the app role, and neither a directory role nor an Exchange role group. */
  | { readonly kind: 'noRole'; readonly said: string };

/** Graph's answer to a read. */
export type GraphReading =
  | { readonly kind: 'answered' }
  /** `licence`: not the permission is missing but what the tenant would have to buy. */
  | { readonly kind: 'refused'; readonly said: string; readonly licence: boolean };
