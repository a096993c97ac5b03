import type { GitHubReader, Push, Repository } from '../../ports/github.ts';
import { NotFoundError, UnavailableError } from '../../support/errors.ts';
import { accountIn } from './account.ts';
import { answerAbout } from './answer.ts';
import type { GitHubClient } from './client.ts';
import { pullRequestReader } from './pull-requests.ts';
import { peopleReader } from './people.ts';

const PAGE = 100;

/** Reads GitHub over REST through Octokit. Every list is followed to its end. */
export function createGitHubReader(client: GitHubClient): GitHubReader {
  return {
    ...pullRequestReader(client),
    ...peopleReader(client),
    repository: () => repository(client),
    pushes: (branch) => pushes(client, branch),
    blobAt: (commit, path) => blobAt(client, commit, path),
    runAttempt: (runId, attempt) => runAttempt(client, runId, attempt),
  };
}

async function repository({ octokit, owner, repo, read }: GitHubClient): Promise<Repository> {
  const { data } = await read('repository', async () => octokit.rest.repos.get({ owner, repo }));
  const answer = answerAbout('repository', data);
  return { id: answer.whole('id'), defaultBranch: answer.text('default_branch'), private: answer.flag('private') };
}

async function pushes({ octokit, owner, repo, list }: GitHubClient, branch: string): Promise<readonly Push[]> {
  const wanted = { owner, repo, ref: `refs/heads/${branch}`, per_page: PAGE };
  const activities = await list(`activity of ${branch}`, async () => octokit.rest.repos.listActivities(wanted));
  return activities.map((activity) => ({
    before: activity.text('before'),
    after: activity.text('after'),
    at: activity.time('timestamp'),
    actor: accountIn(activity.withinOrNull('actor')),
  }));
}

/** The contents API names the blob of a file; an answer that is not about a file is as good as none. */
async function blobAt(client: GitHubClient, commit: string, path: string): Promise<string | undefined> {
  const { octokit, owner, repo, read } = client;
  const what = `${path} at ${commit}`;
  try {
    const { data } = await read(what, async () => octokit.rest.repos.getContent({ owner, repo, path, ref: commit }));
    const answer = Array.isArray(data) ? undefined : answerAbout(what, data);
    if (answer?.text('type') !== 'file') throw new UnavailableError(`${what} is not a file`);
    return answer.text('sha');
  } catch (error) {
    if (error instanceof NotFoundError && (await commitExists(client, commit))) return undefined;
    throw error;
  }
}

/** Contents answers 404 for a missing path and for a missing commit alike; only the first says anything. */
async function commitExists({ octokit, owner, repo, read }: GitHubClient, commit: string): Promise<boolean> {
  try {
    await read(`commit ${commit}`, async () => octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }));
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

async function runAttempt(
  { octokit, owner, repo, read }: GitHubClient,
  runId: string,
  attempt: number,
): Promise<'running' | 'ended'> {
  const what = `run ${runId}`;
  const wanted = { owner, repo, run_id: Number(runId) };
  const { data } = await read(what, async () => octokit.rest.actions.getWorkflowRun(wanted));
  const answer = answerAbout(what, data);
  const latest = data.run_attempt === undefined ? attempt : answer.whole('run_attempt');
  return latest > attempt || answer.text('status') === 'completed' ? 'ended' : 'running';
}
