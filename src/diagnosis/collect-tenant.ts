import type { TenantPolicy } from '../policy/policy.ts';
import type { IdentityReader, TokenReading } from '../ports/identity.ts';
import type { GraphPermission, GraphReading, TenantRights } from '../ports/tenant-rights.ts';
import type { Asked } from './asked.ts';
import { ask } from './collect-asked.ts';
import { permissionsToProbe } from './graph-permissions.ts';
import { identitiesOf, type Identity, type IdentityFacts, type TenantFacts } from './identity-facts.ts';

/** One of a tenant's apps as it is asked about. Nothing reachable from here can change the tenant. */
export interface AppReaders {
  readonly identity: IdentityReader;
  readonly rights: TenantRights;
}

/** Opens an app of a tenant for reading. What is set up wrongly shows when something is asked. */
export type OpenApp = (policy: TenantPolicy, purpose: 'read' | 'apply') => AppReaders;

/** Asks who a tenant's apps are and what they may do; nothing that can't be asked keeps anything else from being asked. */
export async function collectTenant(policy: TenantPolicy, open: OpenApp): Promise<TenantFacts> {
  // The reading app comes first, or does everything.
  const [reading, ...others] = identitiesOf(policy);
  const reader = open(policy, purposeOf(reading));
  const [proof, clock, first, ...rest] = await Promise.all([
    ask(async () => reader.identity.proof()),
    ask(async () => reader.identity.serverTime()),
    collectIdentity(reading, reader),
    ...others.map(async (other) => collectIdentity(other, open(policy, purposeOf(other)))),
  ]);
  return { proof, clock, identities: [first, ...rest], graph: await collectGraph(policy, reader, first.graph) };
}

function purposeOf({ writes }: Identity): 'read' | 'apply' {
  return writes ? 'apply' : 'read';
}

async function collectIdentity(identity: Identity, { identity: app, rights }: AppReaders): Promise<IdentityFacts> {
  const [exchange, graph] = await Promise.all([
    ask(async () => app.token('exchange')),
    ask(async () => app.token('graph')),
  ]);
  const issued = exchange.answered && exchange.value.kind === 'issued';
  return { identity, exchange, graph, ...(issued ? { cmdlets: await ask(async () => rights.cmdlets()) } : {}) };
}

async function collectGraph(
  policy: TenantPolicy,
  { rights }: AppReaders,
  token: Asked<TokenReading>,
): Promise<ReadonlyMap<GraphPermission, Asked<GraphReading>>> {
  if (!token.answered || token.value.kind === 'refused') return new Map();
  const permissions = permissionsToProbe(policy, token.value.claims);
  const answers = permissions.map(
    async (permission) => [permission, await ask(async () => rights.graph(permission))] as const,
  );
  return new Map(await Promise.all(answers));
}
