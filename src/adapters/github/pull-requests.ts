import type { GitHubReader, PullRequest, PullRequestCommit, Review } from '../../ports/github.ts';
import { accountIn } from './account.ts';
import { answerAbout, type Answer } from './answer.ts';
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
  const { octokit, owner, repo, read, list } = client;
  const { pulls, repos, issues } = octokit.rest;
  const at = (pull_number: number) => ({ owner, repo, pull_number, per_page: PAGE });
  return {
    async pullRequestsOfCommit(commit) {
      const wanted = { owner, repo, commit_sha: commit, per_page: PAGE };
      const found = await list(`pull requests of ${commit}`, async () =>
        repos.listPullRequestsAssociatedWithCommit(wanted),
      );
      return found.map((one) => ({
        number: one.whole('number'),
        baseRepositoryId: one.within('base').within('repo').whole('id'),
      }));
    },
    async pullRequest(number) {
      const what = `pull request #${number}`;
      const { data } = await read(what, async () => pulls.get(at(number)));
      return pullRequestIn(answerAbout(what, data));
    },
    async pullRequestFiles(number) {
      const files = await list(`files of #${number}`, async () => pulls.listFiles(at(number)));
      return files.map((file) => {
        const previousPath = file.textOrNull('previous_filename');
        const changed = { path: file.text('filename'), status: file.text('status') };
        return previousPath === null ? changed : { ...changed, previousPath };
      });
    },
    async pullRequestCommits(number) {
      return (await list(`commits of #${number}`, async () => pulls.listCommits(at(number)))).map(commitIn);
    },
    async reviews(number) {
      return (await list(`reviews of #${number}`, async () => pulls.listReviews(at(number)))).flatMap(reviewIn);
    },
    async baseChanges(number) {
      const wanted = { owner, repo, issue_number: number, per_page: PAGE };
      const events = await list(`timeline of #${number}`, async () => issues.listEventsForTimeline(wanted));
      return events
        .filter((event) => BASE_CHANGES.has(event.textOrNull('event') ?? ''))
        .map((event) => event.time('created_at'))
        .toSorted();
    },
  };
}

function pullRequestIn(answer: Answer): PullRequest {
  const [base, head] = [answer.within('base'), answer.within('head')];
  return {
    number: answer.whole('number'),
    author: accountIn(answer.withinOrNull('user')),
    merged: answer.flag('merged'),
    mergedAt: answer.timeOrNull('merged_at'),
    mergeCommit: answer.textOrNull('merge_commit_sha'),
    baseBranch: base.text('ref'),
    baseRepositoryId: base.within('repo').whole('id'),
    headBranch: head.text('ref'),
    headRepositoryId: head.withinOrNull('repo')?.whole('id') ?? null,
    headCommit: head.text('sha'),
    changedFiles: answer.whole('changed_files'),
    commits: answer.whole('commits'),
  };
}

function commitIn(answer: Answer): PullRequestCommit {
  const git = answer.within('commit');
  return {
    commit: answer.text('sha'),
    parents: answer.list('parents').map((parent) => parent.text('sha')),
    author: accountIn(answer.withinOrNull('author')),
    authorEmail: git.withinOrNull('author')?.textOrNull('email') ?? '',
    committer: accountIn(answer.withinOrNull('committer')),
    committerEmail: git.withinOrNull('committer')?.textOrNull('email') ?? '',
    message: git.text('message'),
  };
}

const STATES = ['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED'] as const;

/** A pending review is nobody's word yet, and only its author's token sees it. */
function reviewIn(answer: Answer): readonly Review[] {
  const state = STATES.find((one) => one === answer.text('state'));
  const submittedAt = answer.timeOrNull('submitted_at');
  if (state === undefined || submittedAt === null) return [];
  return [
    {
      id: answer.whole('id'),
      user: accountIn(answer.withinOrNull('user')),
      state,
      commit: answer.textOrNull('commit_id'),
      submittedAt,
    },
  ];
}
