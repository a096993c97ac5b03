import type { TenantPolicy } from '../policy/policy.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { judgeClock } from './clock.ts';
import { judgeCredential } from './credential.ts';
import { judgeExchangeRights } from './exchange-rights.ts';
import type { Finding } from './finding.ts';
import { judgeGraphPermissions } from './graph-permissions.ts';
import type { TenantFacts } from './identity-facts.ts';
import { judgeLeastPrivilege } from './least-privilege.ts';

/** Everything about a tenant's apps: who they are, and what they may do there. */
export function judgeTenant(policy: TenantPolicy, facts: TenantFacts, now: Timestamp): readonly Finding[] {
  return [
    judgeClock(policy.tenant, facts.clock),
    ...judgeCredential(policy, facts, now),
    ...facts.identities.flatMap((identity) => judgeExchangeRights(policy, identity)),
    ...judgeGraphPermissions(policy, facts),
    ...facts.identities.flatMap((identity) => judgeLeastPrivilege(policy, identity)),
  ];
}
