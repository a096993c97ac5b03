import type { TenantPolicy } from '../policy/policy.ts';
import { listPermissions } from './azure-commands.ts';
import { about, type Finding } from './finding.ts';
import { appOf, type IdentityFacts } from './identity-facts.ts';

/** What the apps are given for a purpose; everything else is more than they need. */
const USEFUL = new Set([
  'Exchange.ManageAsApp',
  'User.Read.All',
  'UserAuthenticationMethod.Read.All',
  'AuditLog.Read.All',
  'IdentityRiskyUser.Read.All',
  'Domain.Read.All',
]);

/** Whether an app's tokens let it do more than it is for: nothing here ever writes through Microsoft Graph. */
export function judgeLeastPrivilege(policy: TenantPolicy, facts: IdentityFacts): readonly Finding[] {
  const { who, clientId, reads } = facts.identity;
  const granted = [facts.exchange, facts.graph].flatMap((token) =>
    token.answered && token.value.kind === 'issued' ? token.value.claims.roles : [],
  );
  // A person who signed in with Azure CLI has whatever rights that person has.
  if (policy.credential === 'azureCli' || granted.length === 0) return [];
  const say = about(policy.tenant, 'graph', `${who}.leastPrivilege`);
  const excess = granted.filter((role) => !USEFUL.has(role));
  const writing = excess.filter((role) => !onlyReads(role));
  if (writing.length > 0) {
    return [
      say.problem(
        `the ${who} (${clientId}) holds ${writing.join(', ')}, which can change the tenant and is needed for nothing: take it away`,
        listPermissions(appOf(policy, facts)),
      ),
    ];
  }
  const needless = reads ? excess : granted.filter((role) => role !== 'Exchange.ManageAsApp');
  if (needless.length === 0) return [say.ok(`the ${who} holds no other permission`)];
  return [
    say.ok(
      `the ${who} holds no permission that could change the tenant; not needed and may go: ${needless.join(', ')}`,
    ),
  ];
}

/** `User.Read.All`, `Reports.Read.All`, `User.ReadBasic.All`: one whole part of the name says so. */
function onlyReads(role: string): boolean {
  return role.split('.').some((part) => part === 'Read' || part === 'ReadBasic');
}
