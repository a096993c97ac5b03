import { connectGitHub } from '../adapters/github/client.ts';
import { createGitHubReader } from '../adapters/github/github-reader.ts';
import { createReportBoard } from '../adapters/github/report-board.ts';
import { createExchangeWriter } from '../adapters/exchange/exchange-writer.ts';
import { credentialFor } from '../adapters/entra/credential.ts';
import { openWorkspace, type GitWorkspace } from '../adapters/git/workspace.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Progress } from '../ports/progress.ts';
import type { ReportBoard } from '../ports/report-board.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { ReconcilePorts, TenantPorts } from '../reconcile/types.ts';
import { tenantReaders } from './connect-reading.ts';
import type { Environment, GitHubEnvironment } from './environment.ts';
import { notifierFor } from './notifier.ts';

/** The real systems behind a reconcile run, where its outcomes are shown, and the workspace to close when it is over. */
export interface Connection {
  readonly ports: ReconcilePorts;
  readonly board: ReportBoard;
  readonly workspace: GitWorkspace;
}

/** Connects to git, GitHub and (lazily, per tenant) Microsoft. */
export async function connect(
  cwd: string,
  env: Environment,
  github: GitHubEnvironment,
  progress: Progress,
): Promise<Connection> {
  const notifier = notifierFor(env, systemClock);
  const client = connectGitHub({ ...github, clock: systemClock });
  const reader = createGitHubReader(client);
  const workspace = await openWorkspace({ cwd, env, clock: systemClock, progress });
  return {
    workspace,
    board: createReportBoard(client),
    ports: {
      git: workspace.control,
      records: workspace.records,
      github: reader,
      tenant: (policy) => tenantPorts(policy, env),
      clock: systemClock,
      jitter: Math.random,
      progress,
      ...(notifier ? { notifier } : {}),
    },
  };
}

/** Readers under the reading identity, the writer under the applying one. */
function tenantPorts(tenant: TenantPolicy, env: Environment): TenantPorts {
  const applying = { tenant, tokens: credentialFor(tenant, 'apply', env), clock: systemClock };
  // Where one app does both, it needs one set of tokens.
  const reading = tenant.readerClientId === undefined ? applying.tokens : undefined;
  return { ...tenantReaders(tenant, env, reading), writer: createExchangeWriter(applying) };
}
