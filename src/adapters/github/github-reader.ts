import type { GitHubReader, Repository } from '../../ports/github.ts';
import { NotFoundError, UnavailableError } from '../../support/errors.ts';
import { toTimestamp } from '../../support/timestamp.ts';
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
  const { data } = await read('repository', () => octokit.rest.repos.get({ owner, repo }));
  return { id: data.id, defaultBranch: data.default_branch, private: data.private };
}

async function pushes({ octokit, owner, repo, read }: GitHubClient, branch: string) {
  const ref = `refs/heads/${branch}`;
  const activities = await read(`activity of ${branch}`, () =>
    octokit.paginate(octokit.rest.repos.listActivities, { owner, repo, ref, per_page: PAGE }),
  );
  return activities.map(({ before, after, actor, timestamp }) => ({
    before,
    after,
    at: toTimestamp(new Date(timestamp)),
    actor: actor ? { id: actor.id, login: actor.login, type: actor.type } : null,
  }));
}

/** The contents API names the blob of a file; an answer that is not about a file is as good as none. */
async function blobAt({ octokit, owner, repo, read }: GitHubClient, commit: string, path: string) {
  try {
    const { data } = await read(`${path} at ${commit}`, () =>
      octokit.rest.repos.getContent({ owner, repo, path, ref: commit }),
    );
    if (Array.isArray(data) || data.type !== 'file') {
      throw new UnavailableError(`${path} at ${commit} is not a file`);
    }
    return data.sha;
  } catch (error) {
    if (error instanceof NotFoundError && (await commitExists({ octokit, owner, repo, read }, commit)))
      return undefined;
    throw error;
  }
}

/** Contents answers 404 for a missing path and for a missing commit alike; only the first says anything. */
async function commitExists({ octokit, owner, repo, read }: GitHubClient, commit: string): Promise<boolean> {
  try {
    await read(`commit ${commit}`, () => octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }));
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

async function runAttempt({ octokit, owner, repo, read }: GitHubClient, runId: string, attempt: number) {
  const { data } = await read(`run ${runId}`, () =>
    octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: Number(runId) }),
  );
  const superseded = (data.run_attempt ?? attempt) > attempt;
  return superseded || data.status === 'completed' ? ('ended' as const) : ('running' as const);
}
