import type { Asked } from '../../src/diagnosis/asked.ts';
import { identitiesOf, type IdentityFacts, type TenantFacts } from '../../src/diagnosis/identity-facts.ts';
import { permissionsToProbe } from '../../src/diagnosis/graph-permissions.ts';
import type { TenantPolicy } from '../../src/policy/policy.ts';
import type { TokenClaims, TokenReading } from '../../src/ports/identity.ts';
import type { GraphPermission, GraphReading } from '../../src/ports/tenant-rights.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';

/** The moment at which everything here is judged. */
export const NOW = '2026-11-23T12:00:00.000Z';

/** A policy with an app for each purpose. */
export function policyWith(changes: Partial<TenantPolicy> = {}): TenantPolicy {
  return tenantPolicy({ readerClientId: '33333333-3333-3333-3333-333333333333', ...changes });
}

/** An answer. */
export function answered<T>(value: T): Asked<T> {
  return { answered: true, value };
}

/** The claims of a token that is all right. */
export function claimsOf(service: 'exchange' | 'graph', changes: Partial<TokenClaims> = {}): TokenClaims {
  return {
    audience: service === 'exchange' ? 'https://outlook.office365.com' : 'https://graph.microsoft.com',
    tenantId: '11111111-1111-1111-1111-111111111111',
    appId: '33333333-3333-3333-3333-333333333333',
    objectId: '77777777-7777-7777-7777-777777777777',
    roles:
      service === 'exchange'
        ? ['Exchange.ManageAsApp']
        : ['User.Read.All', 'Domain.Read.All', 'UserAuthenticationMethod.Read.All', 'AuditLog.Read.All'],
    scopes: [],
    expiresAt: '2026-11-23T13:00:00.000Z',
    ...changes,
  };
}

/** A token that was issued. */
export function issued(claims: TokenClaims): Asked<TokenReading> {
  return answered({ kind: 'issued', claims });
}

/** What is known of a tenant in which everything is all right, but for the reader's Graph token and Graph's answers. */
export function tenantFacts(
  policy: TenantPolicy,
  graph: TokenClaims,
  refused: ReadonlyMap<GraphPermission, Asked<GraphReading>> = new Map(),
): TenantFacts {
  const identities = identitiesOf(policy).map((identity): IdentityFacts => {
    const own = { appId: identity.clientId };
    return {
      identity,
      exchange: issued(claimsOf('exchange', own)),
      graph: issued(identity.reads ? graph : claimsOf('graph', { ...own, roles: [] })),
      cmdlets: answered({ kind: 'exported', cmdlets: [] }),
    };
  });
  const probed = permissionsToProbe(policy, graph).map(
    (one) => [one, refused.get(one) ?? answered<GraphReading>({ kind: 'answered' })] as const,
  );
  return {
    proof: answered({ kind: 'ambient' }),
    clock: answered({ server: NOW, sentAt: NOW, receivedAt: NOW }),
    identities,
    graph: new Map(probed),
  };
}
