import { CATALOGUE } from '../../../src/sandbox/quirks/catalogue.ts';
import { hoursAgo } from '../../../src/sandbox/story/cast.ts';
import type { Call, Subject } from './cell.ts';

/** Cmdlets name the tenant in their path. */
function cmdlet(name: string, more: Partial<Call> = {}): Call {
  return {
    name,
    system: 'exchange',
    purpose: 'judging',
    match: ({ tenant }) => ({ cmdlet: name, path: tenant.tenantId }),
    ...more,
  };
}

/** Every cmdlet that a run has Exchange carry out. */
export const EXCHANGE_CALLS: readonly Call[] = [
  cmdlet('Get-BlockedSenderAddress'),
  cmdlet('Get-BlockedConnector', {
    prepare: ({ tenant, connector }) => void tenant.restrict({ connector }),
  }),
  {
    ...cmdlet('Get-BlockedSenderAddress, a further page'),
    match: ({ tenant }) => ({
      cmdlet: 'Get-BlockedSenderAddress',
      path: new RegExp(`${tenant.tenantId}.*skiptoken`, 'iu'),
    }),
    prepare({ tenant, colleague, world }) {
      tenant.settings.largestPage = 1;
      tenant.restrict(colleague, { createdAt: hoursAgo(world, 3) });
    },
  },
  {
    ...cmdlet('Get-BlockedSenderAddress, to verify', { purpose: 'verifying', skip: 1 }),
    match: matchOf('Get-BlockedSenderAddress'),
  },
  {
    ...cmdlet('Get-BlockedConnector, to verify', { purpose: 'verifying', skip: 1 }),
    match: matchOf('Get-BlockedConnector'),
  },
  cmdlet('Get-Mailbox', { serves: 'forwarding' }),
  cmdlet('Get-InboxRule', {
    serves: 'inboxRules',
    prepare({ tenant, address }) {
      tenant.user(address).inboxRules = [{ name: 'Projects', moveToFolder: 'Projects' }];
    },
  }),
  cmdlet('Get-Recipient', {
    serves: 'inboxRules',
    prepare({ tenant, address, colleague }) {
      tenant.user(address).inboxRules = [{ name: 'Holidays', forwardTo: [colleague] }];
    },
  }),
  cmdlet('Get-MailboxPermission', {
    about: 'sharedMailbox',
    serves: 'accountEnabled',
    prepare({ tenant, address, colleague }) {
      tenant.user(address).rights = { ...tenant.user(address).rights, fullAccess: [colleague] };
    },
  }),
  cmdlet('Get-RecipientPermission', {
    about: 'sharedMailbox',
    serves: 'accountEnabled',
    prepare({ tenant, address, colleague }) {
      tenant.user(address).rights = { ...tenant.user(address).rights, sendAs: [colleague] };
    },
  }),
  cmdlet('Remove-BlockedSenderAddress', { purpose: 'removing' }),
  cmdlet('Remove-BlockedConnector', { purpose: 'removing', about: 'connector' }),
];

function matchOf(name: string): Call['match'] {
  return ({ tenant }) => ({ cmdlet: name, path: tenant.tenantId });
}

function idOf({ tenant, address }: Subject): string {
  return tenant.user(address).id;
}

/** Every question to Microsoft Graph. */
export const GRAPH_CALLS: readonly Call[] = [
  {
    name: 'the user',
    system: 'graph',
    purpose: 'judging',
    serves: 'passwordReset',
    match: ({ address }) => ({ path: encodeURIComponent(address) }),
  },
  {
    name: 'the domain',
    system: 'graph',
    purpose: 'asking',
    serves: 'passwordReset',
    match: ({ tenant }) => ({ path: `/domains/${tenant.domains[0]}` }),
  },
  {
    name: 'the methods',
    system: 'graph',
    purpose: 'judging',
    serves: 'mfa',
    match: (subject) => ({ path: `${idOf(subject)}/authentication/methods` }),
    // Without the report the methods alone can tell.
    prepare({ world, ...subject }) {
      const match = { path: `userRegistrationDetails/${idOf({ world, ...subject })}` };
      world.faults.add({ system: 'graph', times: Infinity, match, fault: CATALOGUE.graph.notPremium.fault() });
    },
  },
  {
    name: 'the registration report',
    system: 'graph',
    purpose: 'judging',
    serves: 'mfa',
    match: (subject) => ({ path: `userRegistrationDetails/${idOf(subject)}` }),
    prepare({ world, ...subject }) {
      const match = { path: `${idOf({ world, ...subject })}/authentication/methods` };
      world.faults.add({ system: 'graph', times: Infinity, match, fault: CATALOGUE.graph.missingPermission.fault() });
    },
  },
  {
    name: 'the risk',
    system: 'graph',
    purpose: 'judging',
    serves: 'riskyUser',
    match: (subject) => ({ path: `riskyUsers/${idOf(subject)}` }),
    prepare(subject) {
      subject.tenant.user(subject.address).risk = { state: 'remediated', level: 'none' };
    },
  },
];

function token(name: string, purpose: Call['purpose'], client: 'reader' | 'writer', resource: string): Call {
  const asked = new RegExp(`scope=https%3A%2F%2F${resource.replaceAll('.', String.raw`\.`)}`, 'u');
  return {
    name,
    system: 'entra',
    purpose,
    serves: 'passwordReset',
    match: ({ tenant }) => ({
      method: 'POST',
      path: tenant.tenantId,
      body: new RegExp(`(?=.*client_id=${tenant[client].clientId})(?=.*${asked.source})`, 'u'),
    }),
  };
}

/** Every question to Microsoft Entra. */
export const ENTRA_CALLS: readonly Call[] = [
  {
    name: 'where tokens are issued',
    system: 'entra',
    purpose: 'judging',
    serves: 'passwordReset',
    match: ({ tenant }) => ({ method: 'GET', path: tenant.tenantId }),
  },
  token('a token to read Exchange', 'judging', 'reader', 'outlook.office365.com'),
  token('a token to read Graph', 'judging', 'reader', 'graph.microsoft.com'),
  token('a token to unblock', 'removing', 'writer', 'outlook.office365.com'),
];

/** The question to GitHub's issuer. */
export const OIDC_CALLS: readonly Call[] = [
  {
    name: 'an identity token',
    system: 'oidc',
    purpose: 'judging',
    serves: 'passwordReset',
    match: ({ tenant }) => ({ path: `for=${tenant.name}&` }),
  },
];

/** What somebody outside GitHub is told: nothing rests on whether it is heard. */
export const WEBHOOK_CALLS: readonly Call[] = [
  {
    name: 'a webhook',
    system: 'webhook',
    purpose: 'verifying',
    match: ({ tenant }) => ({ body: `"${tenant.name}/request"` }),
  },
];
