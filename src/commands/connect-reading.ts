import { connectGitHub } from '../adapters/github/client.ts';
import { createGitHubReader } from '../adapters/github/github-reader.ts';
import { createDirectoryReader } from '../adapters/graph/directory-reader.ts';
import { createExchangeReader } from '../adapters/exchange/exchange-reader.ts';
import { credentialFor } from '../adapters/entra/credential.ts';
import { openWorkspace } from '../adapters/git/workspace.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Progress } from '../ports/progress.ts';
import type { TokenSource } from '../ports/token-source.ts';
import type { RecordBranch, RecordReader } from '../ports/record-branch.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { LookingPorts, ReadingPorts, TenantReaders } from '../reconcile/types.ts';
import type { Environment, GitHubEnvironment } from './environment.ts';

/** The real systems as a command that only reads sees them, and what to call when it is done. */
export interface ReadingConnection {
  readonly ports: ReadingPorts;
  readonly close: () => Promise<void>;
}

/** The same for a command that only looks at tenants. */
export interface LookingConnection {
  readonly ports: LookingPorts;
  readonly close: () => Promise<void>;
}

/** Connects to git, GitHub and (lazily, per tenant) Microsoft, without anything that could write (rule 6). */
export async function connectReading(
  cwd: string,
  env: Environment,
  github: GitHubEnvironment,
  progress: Progress,
): Promise<ReadingConnection> {
  const reader = createGitHubReader(connectGitHub({ ...github, clock: systemClock }));
  const { ports, close } = await connectLooking(cwd, env, progress);
  return { ports: { ...ports, github: reader }, close };
}

/** The same without GitHub: whoever looks at tenants needs none of its variables. */
export async function connectLooking(cwd: string, env: Environment, progress: Progress): Promise<LookingConnection> {
  const workspace = await openWorkspace({ cwd, env, clock: systemClock, progress });
  const ports = {
    git: workspace.control,
    records: withoutPush(workspace.records),
    tenant: (policy: TenantPolicy) => tenantReaders(policy, env),
    clock: systemClock,
    progress,
  };
  return { ports, close: async () => workspace.close() };
}

/** The records branch without its push: not only hidden from the types, but not there. */
export function withoutPush(records: RecordBranch): RecordReader {
  return {
    tenants: async () => records.tenants(),
    open: async (tenant) => records.open(tenant),
    read: async (snapshot, path) => records.read(snapshot, path),
    readAll: async (snapshot, paths) => records.readAll(snapshot, paths),
    log: async (snapshot, since) => records.log(snapshot, since),
  };
}

/** A tenant's systems under the reading identity, or the given one. Throws ConfigurationError where it can't be set up. */
export function tenantReaders(tenant: TenantPolicy, env: Environment, given?: TokenSource): TenantReaders {
  const reading = { tenant, tokens: given ?? credentialFor(tenant, 'read', env), clock: systemClock };
  return { exchange: createExchangeReader(reading), directory: createDirectoryReader(reading) };
}
