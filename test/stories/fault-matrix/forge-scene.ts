import { parse, stringify } from 'yaml';
import { openWorkspace, type GitWorkspace } from '../../../src/adapters/git/workspace.ts';
import { connectGitHub } from '../../../src/adapters/github/client.ts';
import { createGitHubReader } from '../../../src/adapters/github/github-reader.ts';
import { githubEnvironment } from '../../../src/commands/environment.ts';
import type { ControlRepository } from '../../../src/ports/control-repository.ts';
import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hoursAgo } from '../../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../../src/sandbox/story/request-yaml.ts';
import { remembered } from '../../../src/support/remembered.ts';
import { cheapTokens } from './cheap-tokens.ts';
import { recordsIn, type Branches } from './control-plane.ts';
import type { Asked, GitHubCall } from './github-calls.ts';
import { HURRIED, PATIENT, runHere } from './run-here.ts';

/** A world in which each call has a pull request of its own, and everything that a run under a fault takes. */
export interface ForgeScene extends AsyncDisposable {
  readonly world: Sandbox;
  readonly asked: ReadonlyMap<GitHubCall, Asked>;
  /** One run in which GitHub, and nobody else, is asked afresh. */
  run(branches: Branches, requestMs?: number): Promise<ReconcileResult>;
  /** Puts every mailbox back on the list, as it was. */
  restrictAll(): void;
}

/** Builds the world. Git is asked once for all runs, as nothing lands any more; GitHub is asked in each. */
export async function setForge(calls: readonly GitHubCall[]): Promise<ForgeScene> {
  const [first, ...others] = calls.map((_, index) => ({
    name: `t${index}`,
    tenantId: `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
    domains: [`t${index}.example.com`],
  }));
  if (!first) throw new Error('there are no calls');
  const world = await startSandbox({ tenants: [first, ...others] });
  world.trust();
  await world.forge.commit({
    files: { '.github/reinstate.yml': policyOf(calls, world) },
    author: addPerson(world, 'founder'),
  });
  world.forge.addUser({ login: INTAKE, type: 'Bot' });
  const asked = new Map<GitHubCall, Asked>();
  for (const [index, call] of calls.entries()) asked.set(call, await land(call, index, world));
  const clone = await world.clone();
  await world.git(['remote', 'set-url', 'origin', world.forge.state.repository.folder], clone);
  const workspace = await openGit(clone, world);
  const git = fromMemory(
    workspace.control,
    new Set([...asked].flatMap(([{ lost }, one]) => (lost ? [one.pullRequest.headSha] : []))),
  );
  const tokens = cheapTokens(world);
  const createdAt = hoursAgo(world, 3);
  const restrictAll = () => {
    for (const { tenant, address } of asked.values()) {
      tenant.lift(address);
      tenant.restrict(address, { createdAt });
    }
  };
  restrictAll();
  return {
    world,
    asked,
    restrictAll,
    run: async (branches, requestMs = PATIENT.requestMs) => {
      const connection = { ...githubEnvironment(world.env), clock: HURRIED, requestTimeoutMs: requestMs };
      const github = createGitHubReader(connectGitHub(connection));
      return runHere({ git, github, records: recordsIn(branches) }, tokens);
    },
    async [Symbol.asyncDispose]() {
      await workspace.close();
      await world.close();
    },
  };
}

async function openGit(clone: string, world: Sandbox): Promise<GitWorkspace> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...world.env };
  const progress = { step: () => undefined, warn: () => undefined };
  return openWorkspace({ cwd: clone, env, clock: HURRIED, progress });
}

/** The real answers of git, each asked for once; a lost commit is not here. */
function fromMemory(git: ControlRepository, lost: ReadonlySet<string>): ControlRepository {
  const tip = git.fetchTip();
  const [tree, size, blob] = [
    remembered(async (id: string) => git.requestTree(id)),
    remembered(async (id: string) => git.blobSize(id)),
    remembered(async (id: string) => git.readBlob(id)),
  ];
  const [head, info] = [
    remembered(async (number: number) => git.fetchPullRequestHead(number)),
    remembered(async (id: string) => git.commitInfo(id)),
  ];
  const here = remembered(async (commit: string) => !lost.has(commit) && git.fetchCommit(commit));
  const entry = remembered(async (place: string) => git.entryAt(place.slice(0, 40), place.slice(41)));
  const landing = remembered(async (place: string) => {
    const [commit, path] = [place.slice(0, 40), place.slice(41)];
    return (await git.landingCommits(commit, [path])).get(path);
  });
  return {
    fetchTip: async () => tip,
    requestTree: async (commit) => tree(commit),
    filesBelow: async (commit, folder) => git.filesBelow(commit, folder),
    entryAt: async (commit, path) => entry(`${commit} ${path}`),
    blobSize: async (id) => size(id),
    readBlob: async (id) => blob(id),
    landingCommit: async (commit, path) => landing(`${commit} ${path}`),
    landingCommits: async (commit, paths) => {
      const found = await Promise.all(paths.map(async (path) => [path, await landing(`${commit} ${path}`)] as const));
      return new Map(found.flatMap(([path, one]) => (one ? [[path, one] as const] : [])));
    },
    firstParents: async (commit, count) => git.firstParents(commit, count),
    fetchPullRequestHead: async (number) => head(number),
    fetchCommit: async (commit) => here(commit),
    commitInfo: async (commit) => info(commit),
  };
}

/** The App that opens pull requests for people. */
const INTAKE = 'contoso-helpdesk-app[bot]';

function addPerson(world: Sandbox, login: string, role: 'write' | 'maintain' = 'write'): string {
  world.forge.addUser({ login, email: `${login}@contoso.com`, role });
  return login;
}

async function land(call: GitHubCall, index: number, world: Sandbox): Promise<Asked> {
  const tenant = world.tenants[index];
  if (!tenant) throw new Error(`no tenant ${index}`);
  const address = `alice@${tenant.domains[0]}`;
  const requester = addPerson(world, `author-${index}`);
  const author = call.byIntake ? INTAKE : requester;
  const reviewer = addPerson(world, `reviewer-${index}`, call.byTeam ? 'write' : 'maintain');
  if (call.byTeam) world.forge.addTeam({ slug: 'secops', members: [reviewer] });
  tenant.addUser({ address });
  const request = requestYaml({
    entity: { mailbox: address },
    attestedAt: hoursAgo(world, 1),
    justification: 'Phished on Sunday; account recovered, inbox rules removed.',
  });
  const text = call.byIntake ? `${request}requestedBy: ${requester}\n` : request;
  const files = { [`unblock-requests/${tenant.name}/request.yaml`]: text };
  const pullRequest = await world.forge.openPullRequest({ branch: `ask-${index}`, files, author });
  world.forge.review(pullRequest, { user: reviewer, state: 'APPROVED' });
  const landing = await world.forge.merge(pullRequest, { method: 'squash', by: reviewer });
  return { tenant, address, pullRequest, landing, author, requester, reviewer };
}

/** The tenant is asked about nothing but the restriction: here GitHub is what matters. */
function policyOf(calls: readonly GitHubCall[], world: Sandbox): string {
  const checks = ['passwordReset', 'mfa', 'sessionsRevoked', 'accountEnabled', 'forwarding', 'inboxRules', 'riskyUser'];
  const evidence = Object.fromEntries(checks.map((check) => [check, 'off']));
  const policy: { tenants: Record<string, object> } = parse(world.policyYaml({ evidence }));
  const tenants = calls.map((call, index) => {
    const approvers = call.byTeam ? { teams: ['secops'] } : { permission: 'maintain' };
    const intake = call.byIntake ? { intake: [INTAKE.replace('[bot]', '')] } : {};
    return [`t${index}`, { ...policy.tenants[`t${index}`], approvals: { required: 1, approvers, ...intake } }];
  });
  return stringify({ ...policy, tenants: Object.fromEntries(tenants) });
}
