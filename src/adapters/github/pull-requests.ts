import type { Endpoints } from '@octokit/types';
import type { GitHubReader, PullRequest, PullRequestCommit, Review } from '../../ports/github.ts';
import { toTimestamp } from '../../support/timestamp.ts';
import { accountOf } from './account.ts';
import type { GitHubClient } from './client.ts';

const PAGE = 100;
/** GitHub's own retargeting of a pull request whose base branch was deleted counts as a change of base too. */
const BASE_CHANGES: ReadonlySet<string> = new Set(['base_ref_changed', 'automatic_base_change_succeeded']);

type PullRequestReader = Pick<
  GitHubReader,
  'pullRequestsOfCommit' | 'pullRequest' | 'pullRequestFiles' | 'pullRequestCommits' | 'reviews' | 'baseChanges'
>;

/** The part of the reader that is about pull requests. */
export function pullRequestReader(client: GitHubClient): PullRequestReader {
  const { octokit, owner, repo, read } = client;
  const at = (pull_number: number) => ({ owner, repo, pull_number, per_page: PAGE });
  return {
    async pullRequestsOfCommit(commit) {
      const found = await read(`pull requests of ${commit}`, () =>
        octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
          owner,
          repo,
          commit_sha: commit,
          per_page: PAGE,
        }),
      );
      return found.map(({ number, base }) => ({ number, baseRepositoryId: base.repo.id }));
    },
    async pullRequest(number) {
      const { data } = await read(`pull request #${number}`, () => octokit.rest.pulls.get({ ...at(number) }));
      return toPullRequest(data);
    },
    async pullRequestFiles(number) {
      const files = await read(`files of #${number}`, () => octokit.paginate(octokit.rest.pulls.listFiles, at(number)));
      return files.map(({ filename, status, previous_filename }) => ({
        path: filename,
        status,
        ...(previous_filename === undefined ? {} : { previousPath: previous_filename }),
      }));
    },
    async pullRequestCommits(number) {
      const commits = await read(`commits of #${number}`, () =>
        octokit.paginate(octokit.rest.pulls.listCommits, at(number)),
      );
      return commits.map(toCommit);
    },
    async reviews(number) {
      const reviews = await read(`reviews of #${number}`, () =>
        octokit.paginate(octokit.rest.pulls.listReviews, at(number)),
      );
      return reviews.flatMap(toReview);
    },
    async baseChanges(number) {
      const events = await read(`timeline of #${number}`, () =>
        octokit.paginate(octokit.rest.issues.listEventsForTimeline, {
          owner,
          repo,
          issue_number: number,
          per_page: PAGE,
        }),
      );
      return events
        .flatMap((event) =>
          'created_at' in event && BASE_CHANGES.has(event.event ?? '')
            ? [toTimestamp(new Date(event.created_at ?? ''))]
            : [],
        )
        .toSorted();
    },
  };
}

type PullRequestData = Pick<
  Endpoints['GET /repos/{owner}/{repo}/pulls/{pull_number}']['response']['data'],
  'number' | 'user' | 'merged' | 'merged_at' | 'merge_commit_sha' | 'base' | 'head' | 'changed_files' | 'commits'
>;
type CommitData = Endpoints['GET /repos/{owner}/{repo}/pulls/{pull_number}/commits']['response']['data'][number];
type ReviewData = Endpoints['GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews']['response']['data'][number];

function toPullRequest(data: PullRequestData): PullRequest {
  return {
    number: data.number,
    author: accountOf(data.user),
    merged: data.merged,
    mergedAt: data.merged_at === null ? null : toTimestamp(new Date(data.merged_at)),
    mergeCommit: data.merge_commit_sha,
    baseBranch: data.base.ref,
    baseRepositoryId: Number(data.base.repo.id),
    headBranch: data.head.ref,
    headRepositoryId: data.head.repo ? Number(data.head.repo.id) : null,
    headCommit: data.head.sha,
    changedFiles: data.changed_files,
    commits: data.commits,
  };
}

function toCommit(data: CommitData): PullRequestCommit {
  return {
    commit: data.sha,
    parents: data.parents.map(({ sha }) => sha),
    author: accountOf(data.author),
    authorEmail: data.commit.author?.email ?? '',
    committer: accountOf(data.committer),
    committerEmail: data.commit.committer?.email ?? '',
    message: data.commit.message,
  };
}

const STATES = ['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED'] as const;

/** A pending review is nobody's word yet, and only its author's token sees it. */
function toReview(data: ReviewData): readonly Review[] {
  const state = STATES.find((one) => one === data.state);
  if (state === undefined || data.submitted_at === undefined) return [];
  return [
    {
      id: Number(data.id),
      user: accountOf(data.user),
      state,
      commit: data.commit_id,
      submittedAt: toTimestamp(new Date(data.submitted_at)),
    },
  ];
}
