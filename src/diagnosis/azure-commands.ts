import type { CredentialKind } from '../policy/policy.ts';
import { CLOUDS, type Cloud } from '../clouds/clouds.ts';
import type { AssertionClaims } from '../ports/identity.ts';
import type { GraphPermission } from '../ports/tenant-rights.ts';
import { commandLine } from './shell.ts';

/** A service whose application permissions are granted, by its well-known app id (Microsoft Entra docs). */
export const API_IDS = {
  exchange: '00000002-0000-0ff1-ce00-000000000000',
  graph: '00000003-0000-0000-c000-000000000000',
} as const;

/** Application permissions by their well-known ids (Microsoft Graph permissions reference; Exchange app-only docs). */
const PERMISSION_IDS: Readonly<Record<GraphPermission | 'Exchange.ManageAsApp', string>> = {
  'Exchange.ManageAsApp': 'dc50a0fb-09a3-484d-be87-e023b12c6440',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'UserAuthenticationMethod.Read.All': '38d9df27-64da-44fd-b7c5-a6fbac20248f',
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'IdentityRiskyUser.Read.All': 'dc5007c0-2d7d-4c42-879c-2dab87571379',
  'Domain.Read.All': 'dbb9058a-0e50-45d7-ae91-66909b5d4664',
};

/** Directory roles by the ids of their templates (Microsoft Entra built-in roles). */
const ROLE_IDS = {
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
} as const;

/** The app whose rights are mended. */
export interface App {
  readonly clientId: string;
  readonly credential: CredentialKind;
  readonly cloud: Cloud;
  /** The object id of its service principal, where a token said it. */
  readonly objectId: string | undefined;
}

/** Lets an app trust exactly this job. */
export function createFederatedCredential(clientId: string, { issuer, subject, audience }: AssertionClaims): string {
  const context = (subject ?? '').split(':').slice(2).join('-');
  const name = `reinstate-${context.replaceAll(/[^\w-]+/gu, '-')}`.slice(0, 120);
  const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
  return commandLine('az', 'ad', 'app', 'federated-credential', 'create', '--id', clientId, '--parameters', parameters);
}

/** Grants an application permission, admin consent included. */
export function grantPermission(app: App, permission: keyof typeof PERMISSION_IDS): string {
  const api = permission === 'Exchange.ManageAsApp' ? API_IDS.exchange : API_IDS.graph;
  const id = PERMISSION_IDS[permission];
  // A managed identity has no app registration to add a permission to, so its service principal is given the role.
  if (app.credential === 'managedIdentity') return assignAppRole(app, api, id);
  const add = ['az', 'ad', 'app', 'permission', 'add', '--id', app.clientId, '--api', api, '--api-permissions'];
  const consent = commandLine('az', 'ad', 'app', 'permission', 'admin-consent', '--id', app.clientId);
  return `${commandLine(...add, `${id}=Role`)} && ${consent}`;
}

function assignAppRole({ clientId, objectId, cloud }: App, api: string, appRoleId: string): string {
  const principal =
    objectId ?? `$(${commandLine('az', 'ad', 'sp', 'show', '--id', clientId, '--query', 'id', '-o', 'tsv')})`;
  const resource = `$(${commandLine('az', 'ad', 'sp', 'show', '--id', api, '--query', 'id', '-o', 'tsv')})`;
  const body = `{\\"principalId\\":\\"${principal}\\",\\"resourceId\\":\\"${resource}\\",\\"appRoleId\\":\\"${appRoleId}\\"}`;
  const url = `https://${CLOUDS[cloud].graph}/v1.0/servicePrincipals/${principal}/appRoleAssignments`;
  return `az rest --method POST --url "${url}" --body "${body}"`;
}

/** Gives an app's service principal a directory role. */
export function assignDirectoryRole({ objectId, clientId, cloud }: App, role: keyof typeof ROLE_IDS): string {
  const principalId = objectId ?? `<object id of the service principal of ${clientId}>`;
  const body = JSON.stringify({ principalId, roleDefinitionId: ROLE_IDS[role], directoryScopeId: '/' });
  return commandLine('az', 'rest', '--method', 'POST', '--url', roleAssignments(cloud), '--body', body);
}

/** Puts an app into a role group of Exchange Online, which knows no app before it is introduced. */
export function joinRoleGroup({ clientId, objectId }: App, group: 'Organization Management'): string {
  const id = objectId ?? `<object id of the service principal of ${clientId}>`;
  const steps = [
    'Connect-ExchangeOnline',
    `New-ServicePrincipal -AppId ${clientId} -ObjectId ${id} -DisplayName Reinstate`,
    `Add-RoleGroupMember '${group}' -Member ${id}`,
  ];
  return `pwsh -Command "${steps.join('; ')}"`;
}

/** Lists the directory roles an app's service principal holds. */
export function listDirectoryRoles({ objectId, clientId, cloud }: App): string {
  const id = objectId ?? `<object id of the service principal of ${clientId}>`;
  const query = `?$filter=principalId eq '${id}'&$expand=roleDefinition`;
  return commandLine('az', 'rest', '--method', 'GET', '--url', `${roleAssignments(cloud)}${query}`);
}

function roleAssignments(cloud: Cloud): string {
  return `https://${CLOUDS[cloud].graph}/v1.0/roleManagement/directory/roleAssignments`;
}

/** Lists the application permissions that an app's service principal was granted. */
export function listPermissions({ clientId, cloud }: App): string {
  const url = `https://${CLOUDS[cloud].graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments`;
  return commandLine('az', 'rest', '--method', 'GET', '--url', url);
}

/** Brings an app, or one of Microsoft's services, into a tenant. */
export function createServicePrincipal(app: { readonly clientId: string } | keyof typeof API_IDS): string {
  const id = typeof app === 'string' ? API_IDS[app] : app.clientId;
  return commandLine('az', 'ad', 'sp', 'create', '--id', id);
}

/** Registers a certificate that an app signs with. */
export function uploadCertificate(clientId: string): string {
  return commandLine(
    'az',
    'ad',
    'app',
    'credential',
    'reset',
    '--id',
    clientId,
    '--cert',
    '@certificate.pem',
    '--append',
  );
}
