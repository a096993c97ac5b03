import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { connectGitHub } from '../../../src/adapters/github/client.ts';
import { createGitHubReader } from '../../../src/adapters/github/github-reader.ts';
import { githubEnvironment } from '../../../src/commands/environment.ts';
import { exitCodeOf, exitCodeOfError } from '../../../src/commands/exit-code.ts';
import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import type { FaultMatch } from '../../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hoursAgo } from '../../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../../src/sandbox/story/request-yaml.ts';
import { cheapTokens } from './cheap-tokens.ts';
import { HURRIED, runHere } from './run-here.ts';

/** One request of git's smart HTTP. */
export interface GitCall {
  readonly name: string;
  readonly match: FaultMatch;
}

/** What git asks origin for, all of it. */
export const GIT_CALLS: readonly GitCall[] = [
  { name: 'the refs to read', match: { method: 'GET', path: 'service=git-upload-pack' } },
  { name: 'what is behind refs', match: { method: 'POST', path: '/git-upload-pack' } },
  { name: 'the refs to write', match: { method: 'GET', path: 'service=git-receive-pack' } },
  { name: 'a push', match: { method: 'POST', path: '/git-receive-pack' } },
];

/** Requests of many tenants, all landed by one pull request, and runs over real git. */
export interface GitScene extends AsyncDisposable {
  readonly world: Sandbox;
  /** One run for one tenant, or for all. */
  run(tenant?: string): Promise<GitOutcome>;
}

/** How the run ended: phases by tenant, none where it did not get anywhere. */
export interface GitOutcome {
  readonly phases: ReadonlyMap<string, string>;
  readonly exitCode: number;
}

/** Builds the world. */
export async function setGit(tenantCount: number): Promise<GitScene> {
  const [first, ...others] = Array.from({ length: tenantCount }, (_, index) => ({
    name: `t${index}`,
    tenantId: `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
    domains: [`t${index}.example.com`],
  }));
  if (!first) throw new Error('there are no tenants');
  const checks = ['passwordReset', 'mfa', 'sessionsRevoked', 'accountEnabled', 'forwarding', 'inboxRules', 'riskyUser'];
  const evidence = Object.fromEntries(checks.map((check) => [check, 'off']));
  const world = await startSandbox({ tenants: [first, ...others], policy: { evidence, limits: { claimLease: '5m' } } });
  world.trust();
  await land(world);
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...world.env };
  const progress = { step: () => undefined, warn: () => undefined };
  const retry = { retries: 2, firstDelayMs: 10 };
  const cwd = await world.clone();
  const workspace = await openWorkspace({ cwd, env, clock: HURRIED, progress, retry, silenceMs: SILENCE_MS });
  const github = createGitHubReader(connectGitHub({ ...githubEnvironment(env), clock: HURRIED }));
  const tokens = cheapTokens(world);
  return {
    world,
    run: async (tenant) =>
      outcomeOf(async () =>
        runHere({ git: workspace.control, records: workspace.records, github }, tokens, undefined, tenant),
      ),
    async [Symbol.asyncDispose]() {
      await workspace.close();
      await world.close();
    },
  };
}

async function land(world: Sandbox): Promise<void> {
  world.forge.addUser({ login: 'octocat', email: 'octocat@contoso.com' });
  world.forge.addUser({ login: 'monalisa', email: 'monalisa@contoso.com', role: 'maintain' });
  const files = world.tenants.map((tenant) => {
    const address = `alice@${tenant.domains[0]}`;
    tenant.addUser({ address });
    tenant.restrict(address, { createdAt: hoursAgo(world, 3) });
    const justification = 'Phished on Sunday; account recovered, inbox rules removed.';
    const request = requestYaml({ entity: { mailbox: address }, attestedAt: hoursAgo(world, 1), justification });
    return [`unblock-requests/${tenant.name}/request.yaml`, request] as const;
  });
  const ask = { branch: 'ask', files: Object.fromEntries(files), author: 'octocat' };
  const pullRequest = await world.forge.openPullRequest(ask);
  world.forge.review(pullRequest, { user: 'monalisa', state: 'APPROVED' });
  await world.forge.merge(pullRequest, { method: 'squash', by: 'monalisa' });
}

/** Long enough for a busy machine to answer. */
const SILENCE_MS = 3_000;

async function outcomeOf(run: () => Promise<ReconcileResult>): Promise<GitOutcome> {
  try {
    const result = await run();
    const phases = new Map(result.results.map(({ id, phase }) => [id.split('/')[0] ?? '', phase]));
    return { phases, exitCode: exitCodeOf(result) };
  } catch (error) {
    return { phases: new Map(), exitCode: exitCodeOfError(error) };
  }
}
