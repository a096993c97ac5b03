import { randomBytes } from 'node:crypto';

import { makeSigningKeys } from './entra/access-token.ts';
import { CLOUD_NAMES } from './entra/cloud-names.ts';
import { createEntraApp } from './entra/entra-app.ts';
import { IDENTITY_PATH, makeIdentityHeader } from './entra/managed-identity.ts';
import { createExchangeApp } from './exchange/exchange-app.ts';
import type { ForgeState } from './forge/model.ts';
import { createGraphApp } from './graph/graph-app.ts';
import {
  createJob,
  createOidcApp,
  environmentSubject,
  GITHUB_ISSUER,
  makeRequestPath,
  type OidcJob,
} from './oidc/oidc-app.ts';
import type { ServerClock } from './server-clock.ts';
import { environmentOf, type Site } from './site.ts';
import { createTenant, type Tenant } from './tenant/tenant.ts';

const OWNER_ID = 123_456;

/** Microsoft's side of a sandbox, and the job that proves itself to it. */
export interface MicrosoftSide {
  /** The first of the tenants. */
  readonly tenant: Tenant;
  readonly tenants: readonly Tenant[];
  readonly job: OidcJob;
  /** What a machine with an identity of its own has in its environment. */
  readonly identity: Readonly<Record<string, string>>;
  readonly requestUrl: string;
  readonly requestToken: string;
  readonly serverClock: ServerClock;
}

/** Makes the tenants and serves Exchange, Graph and the two issuers. */
export async function serveMicrosoft(site: Site, repository: ForgeState): Promise<MicrosoftSide> {
  const { options, clock, origins, listeners, faults, requests, load } = site;
  const [firstOptions = { name: 'contoso' }, ...otherOptions] = options.tenants ?? [];
  const environment = environmentOf(options);
  const place = { owner: repository.owner, ownerId: OWNER_ID, name: repository.name, id: repository.repositoryId };
  const subject = environmentSubject(place, environment, options.subject ?? 'names');
  const names = CLOUD_NAMES[options.cloud ?? 'public'];
  const trusted = { issuer: GITHUB_ISSUER, subject, audience: names.exchangeAudience };
  const tenant = createTenant(firstOptions, trusted, clock);
  const tenants = [tenant, ...otherOptions.map((other) => createTenant(other, trusted, clock))];

  const [keys, issuerKeys] = await Promise.all([makeSigningKeys(), makeSigningKeys()]);
  const job = createJob(subject, environment);
  const requestPath = makeRequestPath();
  const requestToken = randomBytes(24).toString('hex');
  const claims = claimsOf(repository);
  const microsoft = { faults, requests, load, keys, tenants, names };
  const identityHeader = makeIdentityHeader();
  const serverClock: ServerClock = { aheadMs: 0 };
  listeners.entra.serve(
    createEntraApp({ ...microsoft, issuerKeys, identityHeader, clock: serverClock, origin: origins.entra }),
  );
  listeners.exchange.serve(createExchangeApp({ ...microsoft, origin: origins.exchange }));
  listeners.graph.serve(createGraphApp({ ...microsoft, origin: origins.graph }));
  listeners.oidc.serve(
    createOidcApp({ faults, requests, load, keys: issuerKeys, job, requestPath, requestToken, claims }),
  );
  const identity = { IDENTITY_ENDPOINT: `${origins.entra}${IDENTITY_PATH}`, IDENTITY_HEADER: identityHeader };
  const requestUrl = `${origins.oidc}${requestPath}`;
  return { tenant, tenants, job, identity, requestUrl, requestToken, serverClock };
}

function claimsOf({ owner, name, repositoryId, repository }: ForgeState): Record<string, string> {
  const workflow = `${owner}/${name}/.github/workflows/reconcile.yml@refs/heads/${repository.defaultBranch}`;
  return {
    repository: `${owner}/${name}`,
    repository_id: String(repositoryId),
    repository_owner: owner,
    repository_owner_id: String(OWNER_ID),
    ref: `refs/heads/${repository.defaultBranch}`,
    ref_type: 'branch',
    event_name: 'push',
    workflow: 'reconcile',
    workflow_ref: workflow,
    job_workflow_ref: workflow,
  };
}
