import { toDate, toWholeSeconds, type Moment } from '../clock.ts';
import { readAccessToken, type SigningKeys } from '../entra/access-token.ts';
import type { CloudNames } from '../entra/cloud-names.ts';
import { emailAddresses } from '../exchange/recipients.ts';
import { createSystemApp, type SystemApp, type SystemContext, type SystemSurroundings } from '../system-app.ts';
import type { AuthenticationMethod, TenantUser } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { invalidToken, missingPermission, notPremium, resourceNotFound } from './errors.ts';
import { filterUsers } from './filter-users.ts';

/** What the Graph imitation needs to know. */
export interface GraphServer extends SystemSurroundings {
  readonly origin: string;
  readonly keys: SigningKeys;
  readonly tenants: readonly Tenant[];
  readonly names: CloudNames;
}

const DEFAULT_PROPERTIES = ['displayName', 'mail', 'userPrincipalName', 'id'];

/** The routes of Microsoft Graph that say how an account is doing; each asks for its own permission. */
export function createGraphApp(server: GraphServer): SystemApp {
  const app = createSystemApp('graph', server);
  addUserRoutes(app, server);
  const report = '/v1.0/reports/authenticationMethods/userRegistrationDetails/:id';

  app.get(report, async (c) => {
    const tenant = await authorize(c, server, 'AuditLog.Read.All');
    if (!tenant.settings.premium) throw notPremium();
    return c.json(registrationOf(userOf(tenant, c.req.param('id')), tenant));
  });

  app.get('/v1.0/domains/:id', async (c) => {
    const tenant = await authorize(c, server, 'Domain.Read.All');
    const id = c.req.param('id').toLowerCase();
    if (!tenant.domains.includes(id)) throw resourceNotFound(id);
    const authenticationType = tenant.federatedDomains.includes(id) ? 'Federated' : 'Managed';
    return c.json({ id, authenticationType, isVerified: true });
  });

  app.get('/v1.0/identityProtection/riskyUsers/:id', async (c) => {
    const tenant = await authorize(c, server, 'IdentityRiskyUser.Read.All');
    if (!tenant.settings.premium) throw notPremium();
    const { id, risk, name, userPrincipalName } = userOf(tenant, c.req.param('id'));
    if (!risk) throw resourceNotFound(id);
    return c.json({
      id,
      isDeleted: false,
      isProcessing: false,
      userDisplayName: name,
      userPrincipalName,
      riskLevel: risk.level,
      riskState: risk.state,
      riskDetail: 'none',
      riskLastUpdatedDateTime: toWholeSeconds(tenant.clock.now()),
    });
  });
  return app;
}

function addUserRoutes(app: SystemApp, server: GraphServer): void {
  app.get('/v1.0/users', async (c) => {
    const tenant = await authorize(c, server, 'User.Read.All');
    const { $filter: filter, $top: top = '100', $skiptoken: skip = '0' } = c.req.query();
    const found = filter === undefined ? tenant.users : filterUsers(tenant.users, filter);
    const [start, size] = [Number(skip), Number(top)];
    const value = found.slice(start, start + size).map((user) => selected(user, c.req.query('$select')));
    const next = new URL(c.req.url);
    next.searchParams.set('$skiptoken', String(start + size));
    const more = found.length > start + size ? { '@odata.nextLink': server.origin + next.pathname + next.search } : {};
    return c.json({ '@odata.context': `${server.names.graph}/v1.0/$metadata#users`, ...more, value });
  });

  app.get('/v1.0/users/:id', async (c) => {
    const tenant = await authorize(c, server, 'User.Read.All');
    const user = userOf(tenant, c.req.param('id'));
    const context = { '@odata.context': `${server.names.graph}/v1.0/$metadata#users/$entity` };
    return c.json({ ...context, ...selected(user, c.req.query('$select')) });
  });

  app.get('/v1.0/users/:id/authentication/methods', async (c) => {
    const tenant = await authorize(c, server, 'UserAuthenticationMethod.Read.All');
    const { methods, passwordChangedAt } = userOf(tenant, c.req.param('id'));
    const password =
      passwordChangedAt === null ? { type: 'password' } : { type: 'password', createdDateTime: passwordChangedAt };
    return c.json({ value: [password, ...methods].map(methodJson) });
  });
}

async function authorize(c: SystemContext, { keys, tenants, names }: GraphServer, permission: string): Promise<Tenant> {
  const authorization = c.req.header('authorization');
  const claims = await readAccessToken(keys, { authorization, resource: names.graph });
  const tenant = tenants.find(({ tenantId }) => tenantId === claims?.tid);
  if (!claims || !tenant) throw invalidToken();
  if (!claims.roles.includes(permission)) throw missingPermission();
  return tenant;
}

function userOf(tenant: Tenant, id: string): TenantUser {
  const wanted = id.toLowerCase();
  const found = tenant.users.find((user) => [user.id, user.userPrincipalName.toLowerCase()].includes(wanted));
  if (!found) throw resourceNotFound(id);
  return found;
}

/** Only what was selected is answered; most of what matters is not among the defaults. */
function selected(user: TenantUser, select: string | undefined): Record<string, unknown> {
  const names = select === undefined ? DEFAULT_PROPERTIES : select.split(',').map((name) => name.trim());
  const all = new Map(Object.entries(propertiesOf(user)).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const picked = names.map((name) => all.get(name.toLowerCase())).filter((entry) => entry !== undefined);
  return Object.fromEntries(picked.map(({ name, value }) => [name, value]));
}

function propertiesOf(user: TenantUser): Record<string, unknown> {
  const time = (at: Moment | null) => (at === null ? null : toWholeSeconds(at));
  return {
    id: user.id,
    displayName: user.name,
    mail: user.address,
    userPrincipalName: user.userPrincipalName,
    proxyAddresses: emailAddresses(user),
    otherMails: [],
    userType: 'Member',
    accountEnabled: user.enabled,
    lastPasswordChangeDateTime: time(user.passwordChangedAt),
    signInSessionsValidFromDateTime: time(user.sessionsValidFrom),
    // Null, not false, for an account that was never synchronised.
    onPremisesSyncEnabled: user.onPremises ? true : null,
    onPremisesLastSyncDateTime: user.onPremises ? time(user.passwordChangedAt) : null,
  };
}

function methodJson({ type, createdDateTime }: AuthenticationMethod, index: number): Record<string, unknown> {
  return {
    '@odata.type': `#microsoft.graph.${type}AuthenticationMethod`,
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    createdDateTime: createdDateTime === undefined ? null : toDate(createdDateTime).toISOString().replace('.000Z', 'Z'),
  };
}

function registrationOf(user: TenantUser, tenant: Tenant): Record<string, unknown> {
  const registered = user.methods.length > 0;
  const capable = user.registration?.mfaCapable ?? registered;
  return {
    id: user.id,
    userPrincipalName: user.userPrincipalName,
    userDisplayName: user.name,
    userType: 'member',
    isAdmin: false,
    isMfaRegistered: registered,
    isMfaCapable: capable,
    isPasswordlessCapable: false,
    methodsRegistered: user.methods.map(({ type }) => type),
    lastUpdatedDateTime: toDate(user.registration?.updatedAt ?? tenant.clock.now()).toISOString(),
  };
}
