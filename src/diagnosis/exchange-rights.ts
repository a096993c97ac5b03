import type { EvidencePolicy, TenantPolicy } from '../policy/policy.ts';
import type { TokenClaims } from '../ports/identity.ts';
import type { CmdletReading } from '../ports/tenant-rights.ts';
import { assertNever } from '../support/assert-never.ts';
import { silent, type Asked } from './asked.ts';
import { assignDirectoryRole, grantPermission, joinRoleGroup, listDirectoryRoles } from './azure-commands.ts';
import { about, type Finding } from './finding.ts';
import { appOf, type Identity, type IdentityFacts } from './identity-facts.ts';

const APP_ROLE = 'Exchange.ManageAsApp';
const ARRIVES = 'a new grant takes minutes, and up to an hour, to arrive';

/** What an app may do in Exchange Online: its application permission, and the role that lets it run cmdlets. */
export function judgeExchangeRights(policy: TenantPolicy, facts: IdentityFacts): readonly Finding[] {
  const { exchange, cmdlets } = facts;
  if (!exchange.answered || exchange.value.kind === 'refused' || !cmdlets) return [];
  const appRole = judgeAppRole(policy, facts, exchange.value.claims);
  // Without the app role Exchange says nothing about the other grant.
  return appRole.status === 'ok' ? [appRole, ...judgeCmdlets(policy, facts, cmdlets)] : [appRole];
}

function judgeAppRole(policy: TenantPolicy, facts: IdentityFacts, { roles, scopes }: TokenClaims): Finding {
  const { who, clientId } = facts.identity;
  const say = about(policy.tenant, 'exchange', `${who}.appRole`);
  if (policy.credential === 'azureCli') return say.ok(`whoever is signed in acts by delegation (${scopes.join(' ')})`);
  if (roles.includes(APP_ROLE)) return say.ok(`the token of the ${who} carries ${APP_ROLE}`);
  return say.problem(
    `the token of the ${who} (${clientId}) does not carry ${APP_ROLE}, so Exchange answers 401 whatever role it has; no waiting cures it until it is granted, and ${ARRIVES}`,
    grantPermission(appOf(policy, facts), APP_ROLE),
  );
}

function judgeCmdlets(policy: TenantPolicy, facts: IdentityFacts, cmdlets: Asked<CmdletReading>): readonly Finding[] {
  const { identity } = facts;
  const { who, clientId } = identity;
  const say = about(policy.tenant, 'exchange', `${who}.cmdlets`);
  if (!cmdlets.answered) return [silent(say, cmdlets, mendRole(policy, facts))];
  const reading = cmdlets.value;
  switch (reading.kind) {
    case 'noAppRole':
      return [
        say.problem(
          `Exchange does not take the token of the ${who} (${clientId}), though it carries ${APP_ROLE}: ${reading.said}; ${ARRIVES}`,
          mendRole(policy, facts),
        ),
      ];
    case 'noRole':
      return [
        say.problem(
          `the ${who} (${clientId}) has ${APP_ROLE} and no role beside it, so Exchange answers 403; admin consent never grants one, and ${ARRIVES}`,
          mendRole(policy, facts),
        ),
      ];
    case 'exported':
      return judgeExported(policy, facts, reading.cmdlets);
    default:
      return assertNever(reading);
  }
}

/**
 * The directory role that Microsoft names for the purpose (Defender docs, "Remove blocked users"). Its documents disagree
 * on whether Security Administrator suffices for an app; where it does not, the role group does.
 */
function mendRole(policy: TenantPolicy, facts: IdentityFacts): string {
  return assignDirectoryRole(appOf(policy, facts), facts.identity.writes ? 'Security Administrator' : 'Global Reader');
}

function judgeExported(policy: TenantPolicy, facts: IdentityFacts, cmdlets: readonly string[]): readonly Finding[] {
  const { who, clientId, writes } = facts.identity;
  const exported = new Set(cmdlets.map((name) => name.toLowerCase()));
  const has = (name: string): boolean => exported.has(name.toLowerCase());
  const wanted = neededCmdlets(facts.identity, policy.evidence);
  const missing = wanted.filter(({ name }) => !has(name));
  const say = about(policy.tenant, 'exchange', `${who}.cmdlets`);
  const named = missing.map(({ name, without }) => `${name} (${without})`).join(', ');
  const rights =
    missing.length === 0
      ? say.ok(`Exchange exports to the ${who} all it needs: ${wanted.map(({ name }) => name).join(', ')}`)
      : say.problem(
          `Exchange does not export to the ${who} (${clientId}): ${named}; no waiting cures it once an hour has passed`,
          missing.some((cmdlet) => REMOVES.includes(cmdlet))
            ? joinRoleGroup(appOf(policy, facts), 'Organization Management')
            : mendRole(policy, facts),
        );
  return writes
    ? [rights]
    : [
        rights,
        judgeLeast(
          policy,
          facts,
          REMOVES.filter(({ name }) => has(name)),
        ),
      ];
}

function judgeLeast(policy: TenantPolicy, facts: IdentityFacts, removes: readonly NeededCmdlet[]): Finding {
  const { who, clientId } = facts.identity;
  const say = about(policy.tenant, 'exchange', `${who}.noRemove`);
  if (removes.length === 0) return say.ok(`the ${who} can not unblock anything`);
  return say.problem(
    `the ${who} (${clientId}) may run ${removes.map(({ name }) => name).join(', ')}, and only the writer should: take the role away that lets it`,
    listDirectoryRoles(appOf(policy, facts)),
  );
}

interface NeededCmdlet {
  readonly name: string;
  /** What becomes of the runs without it. */
  readonly without: string;
}

const REMOVES: readonly NeededCmdlet[] = [
  { name: 'Remove-BlockedSenderAddress', without: 'no mailbox can be unblocked' },
  { name: 'Remove-BlockedConnector', without: 'no connector can be unblocked' },
];

function neededCmdlets({ reads, writes }: Identity, evidence: EvidencePolicy): readonly NeededCmdlet[] {
  const { forwarding, inboxRules } = evidence;
  const always = [
    { name: 'Get-BlockedSenderAddress', without: 'nothing is known to be restricted or not' },
    { name: 'Get-BlockedConnector', without: 'nothing is known to be restricted or not' },
    {
      name: 'Get-Mailbox',
      without: `shared mailboxes are not told from others, and forwarding (${forwarding}) and every check about an account stay unknown`,
    },
    { name: 'Get-Recipient', without: `where a mailbox forwards to (${forwarding}) stays unknown` },
    { name: 'Get-MailboxPermission', without: 'no securedAccount is believed by its FullAccess' },
    { name: 'Get-RecipientPermission', without: 'no securedAccount is believed by its SendAs' },
  ];
  const rules = { name: 'Get-InboxRule', without: `inboxRules (${inboxRules}) stays unknown` };
  return [...(reads ? [...always, ...(inboxRules === 'off' ? [] : [rules])] : []), ...(writes ? REMOVES : [])];
}
