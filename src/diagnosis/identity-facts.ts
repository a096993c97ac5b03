import type { TenantPolicy } from '../policy/policy.ts';
import type { Proof, ServerTime, TokenReading } from '../ports/identity.ts';
import type { CmdletReading, GraphPermission, GraphReading } from '../ports/tenant-rights.ts';
import type { Asked } from './asked.ts';
import type { App } from './azure-commands.ts';

/** One of a tenant's apps by what it is for. Without a readerClientId one app is both reader and writer. */
export interface Identity {
  readonly who: 'reader' | 'writer' | 'app';
  readonly clientId: string;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** The apps a tenant's policy names. Azure CLI stands for whoever is signed in, who only ever reads. */
export function identitiesOf({
  clientId,
  readerClientId,
  credential,
}: TenantPolicy): readonly [Identity, ...Identity[]] {
  if (credential === 'azureCli') return [{ who: 'reader', clientId, reads: true, writes: false }];
  if (readerClientId === undefined) return [{ who: 'app', clientId, reads: true, writes: true }];
  return [
    { who: 'reader', clientId: readerClientId, reads: true, writes: false },
    { who: 'writer', clientId, reads: false, writes: true },
  ];
}

/** What was found out about one app. What needs a token that was not issued was not asked. */
export interface IdentityFacts {
  readonly identity: Identity;
  readonly exchange: Asked<TokenReading>;
  readonly graph: Asked<TokenReading>;
  readonly cmdlets?: Asked<CmdletReading>;
}

/** What was found out about a tenant's apps. */
export interface TenantFacts {
  readonly proof: Asked<Proof>;
  readonly clock: Asked<ServerTime>;
  readonly identities: readonly IdentityFacts[];
  /** Graph's answers to the reading app, for the permissions that its token carries and the policy asks for. */
  readonly graph: ReadonlyMap<GraphPermission, Asked<GraphReading>>;
}

/** An app as commands that mend its rights name it. */
export function appOf(policy: TenantPolicy, { identity, exchange, graph }: IdentityFacts): App {
  const claims = [exchange, graph].map((token) =>
    token.answered && token.value.kind === 'issued' ? token.value : null,
  );
  const objectId = claims.find((token) => token !== null)?.claims.objectId;
  return { clientId: identity.clientId, credential: policy.credential, cloud: policy.cloud, objectId };
}
