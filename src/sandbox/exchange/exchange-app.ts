import { readAccessToken, type SigningKeys } from '../entra/access-token.ts';
import type { CloudNames } from '../entra/cloud-names.ts';
import { createSystemApp, type SystemApp, type SystemContext, type SystemSurroundings } from '../system-app.ts';
import type { TenantApp } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { WireError } from '../wire-error.ts';
import { readParameters, type Cmdlet } from './cmdlet.ts';
import { badValue, forbidden, serverSideError, unauthorized, unknownParameter } from './errors.ts';
import { MAILBOX_CMDLETS } from './mailbox-cmdlets.ts';
import { createPaging, type Page, type Paging } from './paging.ts';
import { printBody, printRow } from './print-row.ts';
import { RESTRICTION_CMDLETS } from './restriction-cmdlets.ts';

/** What the Exchange imitation needs to know. */
export interface ExchangeServer extends SystemSurroundings {
  readonly origin: string;
  /** The identity provider's keys, which bearer tokens are checked with. */
  readonly keys: SigningKeys;
  readonly tenants: readonly Tenant[];
  readonly names: CloudNames;
}

const CMDLETS: readonly Cmdlet[] = [...RESTRICTION_CMDLETS, ...MAILBOX_CMDLETS];

/** Parameters every PowerShell cmdlet has, by name and alias; over this transport they make a call fail with no hint why. */
const COMMON_PARAMETERS = new Set(
  `debug erroraction errorvariable informationaction informationvariable outbuffer outvariable pipelinevariable
  progressaction verbose warningaction warningvariable db ea ev infa iv ob ov pv proga vb wa wv`.split(/\s+/),
);

/** The private transport of Exchange's PowerShell module: one POST a cmdlet. */
export function createExchangeApp(server: ExchangeServer): SystemApp {
  // Exchange takes its paths in any case, and clients write them in several.
  const getPath = (request: Request) => new URL(request.url).pathname.toLowerCase();
  const app = createSystemApp('exchange', server, { getPath });
  const paging = createPaging();

  app.post('/adminapi/:version{beta|v1\\.0}/:tenant/invokecommand', async (c) => {
    const { tenant, client } = await authorize(c, server);
    const call = await readCall(c);
    const log = (status: number, effective: boolean) => {
      const headers = Object.fromEntries(LOGGED_HEADERS.map((name) => [name, c.req.header(name)]));
      tenant.log.push({ at: tenant.clock.now(), ...call, status, effective, clientId: client.clientId, headers });
    };
    try {
      const { page, effective } = invoke(c, { tenant, client, call, paging });
      log(200, effective);
      return answer(c, { server, tenant, page });
    } catch (error) {
      if (error instanceof WireError) log(error.status, false);
      throw error;
    }
  });

  app.get('/adminapi/:version{beta|v1\\.0}/:tenant/exomodulefile', async (c) => {
    const { client } = await authorize(c, server);
    const names = CMDLETS.filter(({ name }) => mayRun(client, name)).map(({ name }) => name);
    return c.json({ value: [{ exportedCmdlets: names.join(',') }] });
  });
  return app;
}

const LOGGED_HEADERS = [
  'x-anchormailbox',
  'x-cmdletname',
  'prefer',
  'connection-id',
  'client-request-id',
  'user-agent',
];

interface Call {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

async function authorize(c: SystemContext, server: ExchangeServer): Promise<{ tenant: Tenant; client: TenantApp }> {
  const authorization = c.req.header('authorization');
  const claims = await readAccessToken(server.keys, { authorization, resource: server.names.exchange });
  const tenant = server.tenants.find(({ tenantId }) => tenantId === claims?.tid);
  const client = tenant?.apps.find(({ clientId }) => clientId === claims?.appid);
  if (!claims || !tenant || !client || c.req.param('tenant') !== tenant.tenantId) throw unauthorized();
  const appRole = claims.roles.includes('Exchange.ManageAsApp');
  if (!appRole) throw unauthorized();
  if (client.cmdlets === 'none') throw forbidden();
  return { tenant, client };
}

function mayRun({ cmdlets }: TenantApp, name: string): boolean {
  if (cmdlets === 'none') return false;
  if (cmdlets === 'writer') return true;
  return cmdlets === 'reader' ? name.startsWith('Get-') : cmdlets.includes(name);
}

async function readCall(c: SystemContext): Promise<Call> {
  const body: unknown = await c.req.json().catch(() => null);
  const input = property(body, 'CmdletInput');
  const cmdlet = property(input, 'CmdletName');
  const parameters = property(input, 'Parameters');
  if (typeof cmdlet !== 'string') throw badValue('CmdletInput');
  // Null is refused although there may be nothing to say.
  if (typeof parameters !== 'object' || parameters === null) throw badValue('Parameters');
  return { cmdlet, parameters: { ...parameters } };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function invoke(
  c: SystemContext,
  { tenant, client, call, paging }: { tenant: Tenant; client: TenantApp; call: Call; paging: Paging },
): { page: Page; effective: boolean } {
  const cmdlet = CMDLETS.find(({ name }) => name.toLowerCase() === call.cmdlet.toLowerCase());
  if (!cmdlet || !mayRun(client, cmdlet.name)) throw forbidden();
  for (const name of Object.keys(call.parameters)) {
    if (COMMON_PARAMETERS.has(name.toLowerCase())) throw serverSideError();
    if (!cmdlet.parameters.some((known) => known.toLowerCase() === name.toLowerCase())) throw unknownParameter(name);
  }
  const request = {
    cmdlet: cmdlet.name,
    anchor: c.req.header('x-anchormailbox'),
    connection: c.req.header('connection-id'),
    size: Math.min(sizeAsked(c) ?? tenant.settings.pageSize, tenant.settings.largestPage),
  };
  const token = c.req.query('$skiptoken');
  if (token !== undefined) return { page: paging.continue(token, request), effective: false };
  const { rows, effective } = cmdlet.run(tenant, readParameters(call.parameters));
  const printed = rows.map((row) => printRow(row, tenant.settings));
  return { page: paging.begin(printed, request), effective };
}

function sizeAsked(c: SystemContext): number | undefined {
  const asked = /odata\.maxpagesize=(\d+)/i.exec(c.req.header('prefer') ?? '')?.[1];
  return asked === undefined ? undefined : Math.max(1, Number(asked));
}

function answer(
  c: SystemContext,
  { server, tenant, page }: { server: ExchangeServer; tenant: Tenant; page: Page },
): Response {
  const route = `${server.origin}/adminapi/beta/${tenant.tenantId}`;
  // That a cut answer carries a warning is known; its words are not.
  const warnings = page.next === undefined ? [] : ['There are more results available than are currently displayed.'];
  const body = {
    '@odata.context': `${route}/$metadata#Collection(Exchange.GenericHashTable)`,
    'adminapi.warnings@odata.type': '#Collection(String)',
    '@adminapi.warnings': warnings,
    ...(page.next === undefined ? {} : { '@odata.nextLink': `${route}/InvokeCommand?%24skiptoken=${page.next}` }),
    value: page.rows,
  };
  return c.body(printBody(body), 200, { 'content-type': 'application/json; odata.metadata=minimal' });
}
