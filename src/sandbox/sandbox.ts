import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { distrust, makeCertificates, trust, type Certificates } from './certificates.ts';
import { createClock, type Moment } from './clock.ts';
import { makeClientCertificate } from './entra/client-certificate.ts';
import { createFaults, type Faults, type SystemName } from './faults.ts';
import { writeFirstCommit, type Forge } from './forge/forge.ts';
import { workflowFiles } from './forge/workflow-files.ts';
import { createLoad } from './load.ts';
import { listen } from './listen.ts';
import type { OidcJob } from './oidc/oidc-app.ts';
import { writePolicy } from './policy-yaml.ts';
import { serveForge } from './serve-forge.ts';
import { serveMicrosoft } from './serve-microsoft.ts';
import type { ServerClock } from './server-clock.ts';
import { serveWebhooks, type ReceivedHook } from './serve-webhooks.ts';
import { environmentOf, type Origins, type SandboxOptions, type Site } from './site.ts';
import type { LoggedRequest } from './system-app.ts';
import type { TenantApp } from './tenant/model.ts';
import type { Tenant } from './tenant/tenant.ts';
import { createWorkTrees, type WorkTrees } from './work-trees.ts';

/** Re-exported for callers of {@link startSandbox}. */
export type { SandboxOptions } from './site.ts';

/** An embedded world on loopback: Microsoft's and GitHub's side of Reinstate, with real HTTPS and a real repository. */
export interface Sandbox extends WorkTrees, AsyncDisposable {
  /** Every variable a run needs to talk to this world and to no other. */
  readonly env: Readonly<Record<string, string>>;
  /** What origin is, `https://127.0.0.1:<port>/<owner>/<repository>.git`, without a credential. */
  readonly remoteUrl: string;
  /** The first tenant. */
  readonly tenant: Tenant;
  readonly tenants: readonly Tenant[];
  readonly forge: Forge;
  readonly faults: Faults;
  /** The job that asks for OIDC tokens. */
  readonly job: OidcJob;
  /** What a machine with an identity of its own has in its environment beside {@link Sandbox.env}. */
  readonly identity: Readonly<Record<string, string>>;
  /** Gives apps a certificate and returns the path of the PEM file with both halves. */
  certificateFor(apps: readonly TenantApp[], lasting?: { readonly days: number }): Promise<string>;
  /** What Microsoft Entra's machines think the time is. */
  readonly serverClock: ServerClock;
  /** Every request to any of the systems, in the order they were answered. */
  readonly requests: readonly LoggedRequest[];
  /** What was posted to the origin `webhook`, oldest first. */
  readonly hooks: readonly ReceivedHook[];
  /** The most requests that a system ever had at once. */
  peak(system: SystemName): number;
  /**
   * Makes this process's own fetch and https trust the world's certificates until it is closed. A child process is
   * made to by {@link Sandbox.env}, which is only read when a process starts.
   */
  trust(): void;
  readonly origins: Origins;
  now(): Date;
  /** Moves the tenant's and the forge's time; undefined goes back to the real one. */
  setTime(at: Moment | undefined): void;
  /** A policy file for this world; `overrides` take the place of whole top-level blocks. */
  policyYaml(overrides?: Readonly<Record<string, unknown>>): string;
  /** Stops everything and removes every file. */
  close(): Promise<void>;
}

/** Starts a world of its own. Needs git in the PATH; nothing listens anywhere but on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'reinstate-sandbox-'));
  const certificates = await makeCertificates(folder);
  const site = await prepare(options, folder, certificates);
  const close = async () => {
    distrust(certificates);
    await Promise.all(Object.values(site.listeners).map((listener) => listener.close()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await furnish(site)), close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(options: SandboxOptions, folder: string, certificates: Certificates): Promise<Site> {
  const listeners = {
    exchange: await listen(certificates),
    graph: await listen(certificates),
    entra: await listen(certificates),
    oidc: await listen(certificates),
    github: await listen(certificates),
    git: await listen(certificates),
    webhook: await listen(certificates),
  };
  const origins: Origins = {
    exchange: listeners.exchange.origin,
    graph: listeners.graph.origin,
    entra: listeners.entra.origin,
    oidc: listeners.oidc.origin,
    github: listeners.github.origin,
    git: listeners.git.origin,
    webhook: listeners.webhook.origin,
  };
  const clock = options.clock ?? createClock();
  return {
    options,
    folder,
    certificates,
    listeners,
    origins,
    clock,
    faults: createFaults(),
    requests: [],
    load: createLoad(),
  };
}

async function furnish(site: Site): Promise<Omit<Sandbox, 'close' | typeof Symbol.asyncDispose>> {
  const { options, folder, certificates, origins, clock } = site;
  const { forge, git, token } = await serveForge(site);
  const { tenant, tenants, job, identity, requestUrl, requestToken, serverClock } = await serveMicrosoft(
    site,
    forge.state,
  );
  const hooks = serveWebhooks(site);
  const place = { ...origins, cloud: options.cloud ?? 'public' };
  const policyYaml = (overrides?: Readonly<Record<string, unknown>>) => writePolicy(tenants, place, overrides);
  const github = { '.github/reinstate.yml': policyYaml(options.policy), ...workflowFiles(environmentOf(options)) };
  await writeFirstCommit(forge, { ...github, ...options.files });
  const run = forge.addRun({ id: 1001 });
  const repository = `${forge.state.owner}/${forge.state.name}`;
  const remoteUrl = `${origins.git}/${repository}.git`;
  const { authorityFile } = certificates;
  return {
    env: {
      GITHUB_API_URL: origins.github,
      GITHUB_SERVER_URL: origins.git,
      GITHUB_REPOSITORY: repository,
      GITHUB_TOKEN: token,
      GITHUB_RUN_ID: String(run.id),
      GITHUB_RUN_ATTEMPT: String(run.attempt),
      ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
      AZURE_AUTHORITY_HOST: origins.entra,
      NODE_EXTRA_CA_CERTS: authorityFile,
      GIT_SSL_CAINFO: authorityFile,
    },
    remoteUrl,
    tenant,
    tenants,
    forge,
    faults: site.faults,
    job,
    identity,
    certificateFor: (apps, lasting) => makeClientCertificate(apps, folder, lasting),
    serverClock,
    requests: site.requests,
    hooks,
    peak: (system) => site.load.peak(system),
    trust: () => trust(certificates),
    origins,
    now: () => clock.now(),
    setTime: (at) => clock.set(at),
    policyYaml,
    ...createWorkTrees(git, folder, { url: remoteUrl, origin: origins.git, token, authorityFile }),
  };
}
