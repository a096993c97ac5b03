import type { GitHubReader, PullRequest, PullRequestCommit, Review } from '../../../src/ports/github.ts';
import { NotFoundError } from '../../../src/support/errors.ts';
import { commitAt, type SimPull, type SimReview } from '../world/control.ts';
import { CAST, roleAt } from '../world/people.ts';
import { stamp } from '../world/time.ts';
import type { Machine, World } from '../world/world.ts';
import { askOutside, type Telling } from './call.ts';

const REPOSITORY = 7;

/** GitHub as one process sees it: a little behind what happened. */
export function simulatedGitHub(world: World, machine: Machine): GitHubReader {
  const { control } = world;
  const ask = async <T>(what: string, answer: (nowMs: number) => T, tell?: Telling<T>): Promise<T> =>
    askOutside({ world, machine, what: `github.${what}` }, () => answer(world.scheduler.nowMs()), tell);
  const pullOf = (number: number): SimPull => {
    const pull = control.pulls[number - 1];
    if (!pull) throw new NotFoundError(`no pull request ${number}`);
    return pull;
  };
  return {
    repository: async () => ask('repository', () => ({ id: REPOSITORY, defaultBranch: 'main', private: true })),
    pullRequestsOfCommit: async (commit) =>
      ask(
        `pullRequestsOfCommit ${commit.slice(0, 7)}`,
        (nowMs) =>
          control.pulls
            .filter((pull) => pull.landed.includes(commit) && pull.mergedAtMs + pull.lagMs <= nowMs)
            .map(({ number }) => ({ number, baseRepositoryId: REPOSITORY })),
        (pulls) => pulls.map(({ number }) => `#${number}`).join(' '),
      ),
    pullRequest: async (number) => ask(`pullRequest ${number}`, (nowMs) => pullRequest(pullOf(number), nowMs)),
    pullRequestFiles: async (number) => ask(`pullRequestFiles ${number}`, () => pullOf(number).files),
    pullRequestCommits: async (number) =>
      ask(`pullRequestCommits ${number}`, () =>
        pullOf(number).commits.map((id): PullRequestCommit => {
          const { parents, by, message } = commitAt(control, id);
          const who = { author: by.account, authorEmail: by.email, committer: by.account, committerEmail: by.email };
          return { commit: id, parents, ...who, message };
        }),
      ),
    reviews: async (number) =>
      ask(
        `reviews ${number}`,
        (nowMs) => shownReviews(pullOf(number), nowMs),
        (reviews) => reviews.map(({ user, state }) => `${user?.login ?? 'ghost'}: ${state}`).join(', '),
      ),
    baseChanges: async (number) => ask(`baseChanges ${number}`, () => []),
    permission: async (login) =>
      ask(
        `permission ${login}`,
        (nowMs) => ({ role: roleAt(login, nowMs, control.roles), accountId: accountNamed(login).id }),
        ({ role }) => role,
      ),
    teamMembership: async (team) => ask(`teamMembership ${team}`, () => 'none' as const),
    account: async (login) => ask(`account ${login}`, () => accountNamed(login)),
    pushes: async (branch) => ask(`pushes ${branch}`, () => []),
    blobAt: async (commit, path) => ask('blobAt', () => commitAt(control, commit).tree.get(path)),
    runAttempt: async (runId, attempt) =>
      ask(
        `runAttempt ${runId}/${attempt}`,
        (nowMs) => {
          const run = `${runId}/${attempt}`;
          const machines = world.machines.filter((one) => one.run === run);
          if (machines.length === 0) throw new NotFoundError(`no run ${run}`);
          if (machines.some(({ endedAtMs }) => endedAtMs > nowMs)) return 'running' as const;
          machine.told.ended.add(run);
          return 'ended' as const;
        },
        (state) => state,
      ),
  };
}

function accountNamed(login: string) {
  const found = Object.values(CAST).find(({ account }) => account?.login === login)?.account;
  if (!found) throw new NotFoundError(`no account ${login}`);
  return found;
}

function pullRequest(pull: SimPull, nowMs: number): PullRequest {
  const merged = pull.mergedAtMs + pull.lagMs <= nowMs;
  return {
    number: pull.number,
    author: pull.author.account,
    merged,
    mergedAt: merged ? stamp(pull.mergedAtMs) : null,
    mergeCommit: merged ? (pull.landed.at(-1) ?? null) : null,
    baseBranch: 'main',
    baseRepositoryId: REPOSITORY,
    headBranch: `request-${pull.number}`,
    headRepositoryId: REPOSITORY,
    headCommit: pull.commits.at(-1) ?? '',
    changedFiles: pull.files.length,
    commits: pull.commits.length,
  };
}

function shownReviews({ reviews, lagMs }: SimPull, nowMs: number): readonly Review[] {
  return reviews
    .filter(({ atMs }) => atMs + lagMs <= nowMs)
    .map(({ id, by, commit, atMs, ...given }): Review => {
      return { id, user: by.account, state: stateAt(given, nowMs - lagMs), commit, submittedAt: stamp(atMs) };
    });
}

function stateAt({ state, dismissedAtMs }: Pick<SimReview, 'state' | 'dismissedAtMs'>, nowMs: number): Review['state'] {
  return dismissedAtMs <= nowMs ? 'DISMISSED' : state;
}
