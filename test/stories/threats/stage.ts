import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connect } from '../../../src/commands/connect.ts';
import { githubEnvironment } from '../../../src/commands/environment.ts';
import { reconcile } from '../../../src/reconcile/reconcile.ts';
import type { ReconcilePorts, ReconcileResult } from '../../../src/reconcile/types.ts';
import type { ForgePullRequest } from '../../../src/sandbox/forge/model.ts';
import type { MergeRequest } from '../../../src/sandbox/forge/merge.ts';
import type { PullRequestRequest } from '../../../src/sandbox/forge/pull-requests.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../../src/sandbox/story/cast.ts';
import { goodRequest, pathOf } from '../request.ts';

/** One threat's own corner of the world: a restricted mailbox and the request about it, under the threat's name. */
export interface Stage {
  readonly world: Sandbox;
  readonly path: string;
  readonly address: string;
  /** The request's bytes as they should be. */
  readonly good: string;
  /** Other bytes that are a valid request for the same mailbox too. */
  readonly other: string;
  /** A moment so many minutes ago. */
  readonly ago: (minutes: number) => Date;
  /** A pull request with the good bytes by the analyst, unless told otherwise. */
  readonly open: (over?: Partial<PullRequestRequest>) => Promise<ForgePullRequest>;
  readonly approve: (pullRequest: ForgePullRequest, by?: string, at?: Date) => void;
  readonly merge: (pullRequest: ForgePullRequest, over?: Partial<MergeRequest>) => Promise<string>;
  /** Opened, approved by a second person and merged, as it should be. */
  readonly land: (over?: Partial<PullRequestRequest>) => Promise<ForgePullRequest>;
}

/** Sets the stage for one threat; its mailbox was restricted three hours ago and has been secured since. */
export function stageOf(world: Sandbox, name: string): Stage {
  const path = pathOf(name);
  const address = `${name}@contoso.com`;
  addSecuredMailbox(world, address);
  const good = goodRequest(world, address);
  const stage: Stage = {
    world,
    path,
    address,
    good,
    other: good.replace('Phished on Sunday', 'Phished on Monday'),
    ago: (minutes) => hoursAgo(world, minutes / 60),
    open: async (over = {}) =>
      world.forge.openPullRequest({ branch: name, files: { [path]: good }, author: ANALYST, ...over }),
    approve(pullRequest, by = REVIEWER, at) {
      world.forge.review(pullRequest, { user: by, state: 'APPROVED', ...(at === undefined ? {} : { at }) });
    },
    merge: async (pullRequest, over = {}) =>
      world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER, ...over }),
    async land(over) {
      const pullRequest = await stage.open(over);
      stage.approve(pullRequest);
      await stage.merge(pullRequest);
      return pullRequest;
    },
  };
  return stage;
}

/** One run of the product in this process, with its real adapters; only its waiting takes no time. */
export async function run(
  world: Sandbox,
  { clone, ports = (real) => real }: { clone?: string; ports?: (real: ReconcilePorts) => ReconcilePorts } = {},
): Promise<ReconcileResult> {
  world.trust();
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...world.env };
  const github = githubEnvironment(env);
  const silent = { step: () => undefined, warn: () => undefined };
  const { ports: real, workspace } = await connect(clone ?? (await quickClone(world)), env, github, silent);
  const clock = { ...real.clock, sleep: async () => undefined };
  try {
    return await reconcile(ports({ ...real, clock }), { run: github.run, version: '0.0.0' });
  } finally {
    await workspace.close();
  }
}

/** A clone whose origin is the repository's folder: what is fetched and pushed is the same, and costs less. */
async function quickClone(world: Sandbox): Promise<string> {
  const { folder } = world.forge.state.repository;
  const clone = await mkdtemp(join(dirname(folder), 'clone-'));
  await world.git(['clone', '--quiet', folder, clone], folder);
  return clone;
}

/** The mailboxes that removes were sent for. */
export function removed(world: Sandbox): readonly string[] {
  return world.tenant.log
    .filter(({ cmdlet }) => cmdlet.startsWith('Remove-'))
    .map(({ parameters }) => String(parameters['SenderAddress']));
}
