/** Every application permission of Microsoft Graph that anything here is read with, by what it shows. */
export const GRAPH_PERMISSIONS = {
  users: 'User.Read.All',
  methods: 'UserAuthenticationMethod.Read.All',
  registrationReport: 'AuditLog.Read.All',
  risk: 'IdentityRiskyUser.Read.All',
  domains: 'Domain.Read.All',
} as const;

/** One of them. */
export type GraphPermission = (typeof GRAPH_PERMISSIONS)[keyof typeof GRAPH_PERMISSIONS];
