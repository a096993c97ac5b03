import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { changePolicy, diagnose, soundWorld } from './doctor.ts';

const MINUTE_MS = 60_000;
const READER = '33333333-3333-3333-3333-333333333333';
const WRITER = '22222222-2222-2222-2222-222222222222';

/** One thing that is broken, and the one finding that tells it. */
interface Breakage {
  readonly title: string;
  readonly change: (world: Sandbox) => Promise<void> | void;
  readonly check: string;
  readonly status?: 'unknown';
  readonly message: string;
  readonly remedy: string | ((world: Sandbox) => string);
}

const REFUSED_ROLE = (world: Sandbox, app: 'reader' | 'writer', role: string): string =>
  `az rest --method POST --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments --body '${JSON.stringify(
    { principalId: world.tenant[app].objectId, roleDefinitionId: role, directoryScopeId: '/' },
  )}'`;

const BREAKAGES: readonly Breakage[] = [
  {
    title: 'the clock of this machine',
    change: (world) => {
      world.serverClock.aheadMs = 7 * MINUTE_MS;
    },
    check: 'skew',
    message: 'this machine is 7.0 minutes behind Microsoft Entra',
    remedy: 'sudo timedatectl set-ntp true',
  },
  {
    title: "the subject of the writer's federated credential",
    change: ({ tenant }) => {
      tenant.writer.federatedCredentials = tenant.writer.federatedCredentials.map((one) => ({ ...one, subject: 'x' }));
    },
    check: 'writer.token',
    message:
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/unblock:environment:contoso'",
    remedy: `az ad app federated-credential create --id ${WRITER} --parameters '{"name":"reinstate-environment-contoso","issuer":"https://token.actions.githubusercontent.com","subject":"repo:contoso/unblock:environment:contoso","audiences":["api://AzureADTokenExchange"]}'`,
  },
  {
    title: "the case of the reader's subject",
    change: ({ tenant }) => {
      tenant.reader.federatedCredentials = tenant.reader.federatedCredentials.map((one) => ({
        ...one,
        subject: one.subject.toUpperCase(),
      }));
    },
    check: 'reader.token',
    message: 'AADSTS7002138',
    remedy: '"subject":"repo:contoso/unblock:environment:contoso"',
  },
  {
    title: "the audience of the reader's federated credential",
    change: ({ tenant }) => {
      tenant.reader.federatedCredentials = tenant.reader.federatedCredentials.map((one) => ({ ...one, audience: 'x' }));
    },
    check: 'reader.token',
    message: 'AADSTS700212',
    remedy: '"audiences":["api://AzureADTokenExchange"]',
  },
  {
    title: "the issuer of the reader's federated credential",
    change: ({ tenant }) => {
      tenant.reader.federatedCredentials = tenant.reader.federatedCredentials.map((one) => ({ ...one, issuer: 'x' }));
    },
    check: 'reader.token',
    message: 'AADSTS700211',
    remedy: '"issuer":"https://token.actions.githubusercontent.com"',
  },
  {
    title: 'the app in the tenant',
    change: (world) => {
      world.tenant.apps.splice(world.tenant.apps.indexOf(world.tenant.writer), 1);
    },
    check: 'writer.token',
    message: 'AADSTS700016',
    remedy: `az ad sp create --id ${WRITER}`,
  },
  {
    title: "the reader's application permission in Exchange",
    change: ({ tenant }) => {
      tenant.reader.exchangeRoles = [];
    },
    check: 'reader.appRole',
    message: 'does not carry Exchange.ManageAsApp, so Exchange answers 401',
    remedy: `az ad app permission add --id ${READER} --api 00000002-0000-0ff1-ce00-000000000000 --api-permissions dc50a0fb-09a3-484d-be87-e023b12c6440=Role && az ad app permission admin-consent --id ${READER}`,
  },
  {
    title: "the writer's directory role",
    change: ({ tenant }) => {
      tenant.writer.cmdlets = 'none';
    },
    check: 'writer.cmdlets',
    message: 'has Exchange.ManageAsApp and no role beside it, so Exchange answers 403',
    remedy: (world) => REFUSED_ROLE(world, 'writer', '194ae4cb-b126-40b2-bd5b-6091b380977d'),
  },
  {
    title: "the reader's directory role",
    change: ({ tenant }) => {
      tenant.reader.cmdlets = 'none';
    },
    check: 'reader.cmdlets',
    message: 'admin consent never grants one, and a new grant takes minutes, and up to an hour, to arrive',
    remedy: (world) => REFUSED_ROLE(world, 'reader', 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'),
  },
  {
    title: "the writer's right to remove connectors",
    change: ({ tenant }) => {
      tenant.writer.cmdlets = ['Remove-BlockedSenderAddress', 'Get-BlockedSenderAddress'];
    },
    check: 'writer.cmdlets',
    message: 'Remove-BlockedConnector (no connector can be unblocked)',
    remedy: "Add-RoleGroupMember 'Organization Management'",
  },
  {
    title: "the reader's right to mailboxes",
    change: ({ tenant }) => {
      tenant.reader.cmdlets = [
        'Get-BlockedSenderAddress',
        'Get-BlockedConnector',
        'Get-Recipient',
        'Get-InboxRule',
        'Get-MailboxPermission',
        'Get-RecipientPermission',
      ];
    },
    check: 'reader.cmdlets',
    message:
      'Get-Mailbox (shared mailboxes are not told from others, and forwarding (require) and every check about an account stay unknown)',
    remedy: (world) => REFUSED_ROLE(world, 'reader', 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'),
  },
  {
    title: 'a reader that could unblock',
    change: ({ tenant }) => {
      tenant.reader.cmdlets = 'writer';
    },
    check: 'reader.noRemove',
    message: 'may run Remove-BlockedSenderAddress, Remove-BlockedConnector, and only the writer should',
    remedy: (world) => `principalId eq '\\''${world.tenant.reader.objectId}'\\''&$expand=roleDefinition`,
  },
  {
    title: 'a permission that a required check is read with',
    change: ({ tenant }) => {
      tenant.reader.graphRoles = ['AuditLog.Read.All', 'UserAuthenticationMethod.Read.All', 'Domain.Read.All'];
    },
    check: 'User.Read.All',
    message:
      'passwordReset (require), sessionsRevoked (warn), accountEnabled (warn) stays unknown, so every request waits',
    remedy: `az ad app permission add --id ${READER} --api 00000003-0000-0000-c000-000000000000 --api-permissions df021288-bdef-4463-88db-98f22de89214=Role && az ad app permission admin-consent --id ${READER}`,
  },
  {
    title: 'both permissions that the second factors are read with',
    change: ({ tenant }) => {
      tenant.reader.graphRoles = ['User.Read.All', 'Domain.Read.All'];
    },
    check: 'UserAuthenticationMethod.Read.All',
    message: 'not granted: mfa (require) stays unknown',
    remedy: '38d9df27-64da-44fd-b7c5-a6fbac20248f=Role',
  },
  {
    title: 'a licence that a check belongs to',
    change: async (world) => {
      world.tenant.settings.premium = false;
      await changePolicy(world, (text) => `${text}evidence: { riskyUser: require }\n`);
    },
    check: 'IdentityRiskyUser.Read.All',
    message: 'riskyUser (require) stays unknown, so every request waits until its ttl; no waiting cures it',
    remedy: 'buy Entra ID P1 or P2 for contoso, or set riskyUser to off in .github/reinstate.yml',
  },
  {
    title: 'a reader that can change the directory',
    change: ({ tenant }) => {
      tenant.reader.graphRoles = [...tenant.reader.graphRoles, 'User.ReadWrite.All', 'Mail.Send'];
    },
    check: 'reader.leastPrivilege',
    message: 'holds User.ReadWrite.All, Mail.Send, which can change the tenant',
    remedy: `az rest --method GET --url 'https://graph.microsoft.com/v1.0/servicePrincipals(appId='\\''${READER}'\\'')/appRoleAssignments'`,
  },
  {
    title: 'Exchange',
    change: ({ faults }) => {
      faults.add({ system: 'exchange', match: { path: /exomodulefile/iu }, times: Infinity, fault: { status: 404 } });
    },
    check: 'reader.cmdlets',
    status: 'unknown',
    message: 'Exchange could not run the list of cmdlets (404)',
    remedy: 'run reinstate doctor again',
  },
  {
    title: 'Graph',
    change: ({ faults }) => {
      faults.add({ system: 'graph', match: { path: '/v1.0/users/' }, times: Infinity, fault: { status: 400 } });
    },
    check: 'User.Read.All',
    status: 'unknown',
    message: 'Microsoft Graph could not show a read with User.Read.All (400)',
    remedy: 'run reinstate doctor again',
  },
  {
    title: 'the right to an identity token',
    change: ({ faults }) => {
      faults.add({ system: 'oidc', times: Infinity, fault: { status: 403 } });
    },
    check: 'proof',
    status: 'unknown',
    message: 'GitHub refused an identity token (403)',
    remedy: 'give the job `permissions: id-token: write`',
  },
];

describe('doctor, with one thing broken in the tenant,', () => {
  it.each(BREAKAGES)('tells $title and what mends it', async (breakage) => {
    const { change, check, status = 'problem', message, remedy } = breakage;
    const world = await soundWorld();
    await change(world);
    const { wrong, exitCode } = await diagnose(world);
    const mends = typeof remedy === 'string' ? remedy : remedy(world);
    expect(wrong[0]).toMatchObject({
      check,
      status,
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(mends),
    });
    // What both apps are refused, or one outage keeps from being asked, is told of each; everything else is told once.
    const alike = wrong.filter((one) => one.status === status && one.remedy === wrong[0]?.remedy);
    expect(wrong).toEqual(status === 'unknown' ? alike : [wrong[0]]);
    expect(exitCode).toBe(status === 'unknown' ? 3 : 2);
  });
});
