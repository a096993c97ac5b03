import type { ForgePullRequest } from '../forge/model.ts';
import { commitsBetween, isAncestor, resolveCommit } from '../git/bare-repository.ts';
import { readCommits } from '../git/read-commits.ts';
import type { SystemApp } from '../system-app.ts';
import { actorOf } from './authenticate.ts';
import { diffEntry, listedCommit } from './commit-json.ts';
import { page } from './paginate.ts';
import { commitsOf, filesOf, listedPullRequest, reviewJson, singlePullRequest } from './pull-request-json.ts';
import { timelineOf } from './timeline.ts';
import { WireError } from '../wire-error.ts';
import { gitHubError, notFound, pullRequestOf, unprocessable, type GitHubServer } from './wire.ts';

/** Pull requests with what they consist of. */
export function addPullRequestRoutes(app: SystemApp, server: GitHubServer): void {
  addListRoutes(app, server);
  addPartRoutes(app, server);
  const { state } = server.forge;

  app.get('/repos/:owner/:repo/issues/:number/timeline', async (c) =>
    page(c, server, await timelineOf(server, pullRequestOf(state, c.req.param('number')))),
  );

  app.get('/repos/:owner/:repo/commits/:sha/pulls', async (c) => {
    const sha = await resolveCommit(state.repository, c.req.param('sha'));
    if (sha === undefined) throw notFound(`No commit found for SHA: ${c.req.param('sha')}`);
    const found = await pullRequestsOf(server, sha);
    const shown = found.map((pullRequest) => listedPullRequest(server, pullRequest));
    return page(c, server, shown);
  });
}

function addListRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;

  app.get('/repos/:owner/:repo/pulls', (c) => {
    const { state: wanted = 'open', base, head } = c.req.query();
    const found = state.pullRequests.filter(
      (pullRequest) =>
        (wanted === 'all' || pullRequest.state === wanted) &&
        (base === undefined || pullRequest.baseBranch === base) &&
        (head === undefined || head === `${headOwner(server, pullRequest)}:${pullRequest.headBranch}`),
    );
    const shown = found.map((pullRequest) => listedPullRequest(server, pullRequest));
    return page(c, server, c.req.query('direction') === 'asc' ? shown : shown.toReversed());
  });

  app.post('/repos/:owner/:repo/pulls', async (c) => {
    const { login: author } = actorOf(c, server);
    const { title, head, base, body } = await c.req.json<Record<'title' | 'head' | 'base' | 'body', string>>();
    if (!title || !head || !base) throw unprocessable('Validation Failed');
    const branch = head.replace(`${state.owner}:`, '');
    const [tip, baseTip] = [branch, base].map((name) => state.knownBranches.get(name));
    if (tip === undefined || baseTip === undefined) throw unprocessable('Validation Failed');
    const open = state.pullRequests.some(
      (other) => other.state === 'open' && other.headBranch === branch && other.baseBranch === base,
    );
    if (open) throw refusedPullRequest(`A pull request already exists for ${state.owner}:${branch}.`);
    if (await isAncestor(state.repository, tip, baseTip)) {
      throw refusedPullRequest(`No commits between ${base} and ${branch}`);
    }
    const opened = await server.forge.openPullRequest({ author, branch, base, title, body });
    return c.json(await singlePullRequest(server, opened), 201);
  });
}

/** GitHub's general message says nothing; the reason stands beside it. */
function refusedPullRequest(message: string): WireError {
  const errors = [{ resource: 'PullRequest', code: 'custom', message }];
  return new WireError(422, { ...gitHubError(422, 'Validation Failed'), errors });
}

function addPartRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;
  const one = '/repos/:owner/:repo/pulls/:number';
  app.get(one, async (c) => c.json(await singlePullRequest(server, pullRequestOf(state, c.req.param('number')))));

  app.get(`${one}/files`, async (c) => {
    const pullRequest = pullRequestOf(state, c.req.param('number'));
    const files = (await filesOf(server, pullRequest)).slice(0, state.listed.files);
    const shown = files.map((file) => diffEntry(server, file, pullRequest.headSha));
    return page(c, server, shown);
  });

  app.get(`${one}/commits`, async (c) => {
    const shas = await commitsOf(server, pullRequestOf(state, c.req.param('number')));
    const commits = await readCommits(state.repository, shas.slice(0, state.listed.commits));
    const shown = commits.map((commit) => listedCommit(server, commit));
    return page(c, server, shown);
  });

  app.get(`${one}/reviews`, (c) => {
    const { number } = pullRequestOf(state, c.req.param('number'));
    const reviews = state.reviews.filter(({ pullRequest }) => pullRequest === number);
    const inOrder = reviews.toSorted((a, b) => a.submittedAt.getTime() - b.submittedAt.getTime());
    const shown = inOrder.map((review) => reviewJson(server, review));
    return page(c, server, shown);
  });
}

function headOwner({ forge }: GitHubServer, { headRepository, author }: ForgePullRequest): string {
  return headRepository === 'same' ? forge.state.owner : author.login;
}

/**
 * For a commit of the default branch the merged pull requests that introduced it; for any other commit the merged and
 * open ones that hold it.
 */
async function pullRequestsOf(server: GitHubServer, sha: string): Promise<ForgePullRequest[]> {
  const { repository, pullRequests } = server.forge.state;
  const landed = await isAncestor(repository, sha, server.forge.tip());
  const found = [];
  for (const pullRequest of pullRequests) {
    const merged = pullRequest.mergedAt !== null;
    const introduced =
      merged &&
      pullRequest.mergeCommitSha !== null &&
      (await isBetween(server, sha, pullRequest.baseSha, pullRequest.mergeCommitSha));
    const holds = async () => (await commitsOf(server, pullRequest)).includes(sha);
    const relevant = merged || pullRequest.state === 'open';
    if (introduced || (!landed && relevant && (await holds()))) found.push(pullRequest);
  }
  return found;
}

/** What each merge brought; git's objects never change, so it is read once. */
const BROUGHT = new Map<string, Promise<string[]>>();

async function isBetween({ forge }: GitHubServer, sha: string, from: string, to: string): Promise<boolean> {
  const range = `${from}..${to}`;
  const brought = BROUGHT.get(range) ?? commitsBetween(forge.state.repository, { from, to });
  BROUGHT.set(range, brought);
  return (await brought).includes(sha);
}
