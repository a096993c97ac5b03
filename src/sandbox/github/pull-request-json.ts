import { toWholeSeconds } from '../clock.ts';
import type { ForgeAccount, ForgePullRequest, ForgeReview } from '../forge/model.ts';
import { commitsBetween, mergeBase, type BareRepository } from '../git/bare-repository.ts';
import { EMPTY_TREE, readDiff, type FileDifference } from '../git/read-diff.ts';
import { ownerUser, userOrNull, type SimpleUser } from './account-json.ts';
import { forkRepository, nestedRepository, type NestedRepository } from './repository-json.ts';
import { addressesOf, nodeId, type Data, type GitHubServer } from './wire.ts';

type Listed = Data<'GET /repos/{owner}/{repo}/pulls'>[number];
type Single = Data<'GET /repos/{owner}/{repo}/pulls/{pull_number}'>;

/**
 * A pull request as GitHub really answers: Octokit's types say that author and head repository are always there, and
 * for a deleted account or fork they are null.
 */
type WithNulls<T extends Listed | Single> = Omit<T, 'user' | 'head'> & {
  user: SimpleUser | null;
  head: Omit<T['head'], 'repo' | 'user'> & { repo: NestedRepository | null; user: SimpleUser | null };
};

/** What was read between two commits, which never changes. */
const COMMITS = new Map<string, Promise<string[]>>();
const FILES = new Map<string, Promise<FileDifference[]>>();

/** The base a pull request is compared with: the branch's tip until it is merged or closed. */
function baseOf({ forge }: GitHubServer, pullRequest: ForgePullRequest): string {
  const tip = pullRequest.state === 'open' ? forge.state.knownBranches.get(pullRequest.baseBranch) : undefined;
  return tip ?? pullRequest.baseSha;
}

/** The commits of a pull request, oldest first, as the repository has them. */
export async function commitsOf(server: GitHubServer, pullRequest: ForgePullRequest): Promise<string[]> {
  const { repository } = server.forge.state;
  const from = baseOf(server, pullRequest);
  const range = `${from}..${pullRequest.headSha}`;
  const commits = COMMITS.get(range) ?? commitsBetween(repository, { from, to: pullRequest.headSha });
  COMMITS.set(range, commits);
  return commits;
}

/** The files a pull request changes: its head compared with where it left the base. */
export async function filesOf(server: GitHubServer, pullRequest: ForgePullRequest): Promise<FileDifference[]> {
  const { repository } = server.forge.state;
  const from = baseOf(server, pullRequest);
  const range = `${from}...${pullRequest.headSha}`;
  const files = FILES.get(range) ?? differences(repository, from, pullRequest.headSha);
  FILES.set(range, files);
  return files;
}

async function differences(repository: BareRepository, from: string, to: string): Promise<FileDifference[]> {
  const base = await mergeBase(repository, from, to);
  return readDiff(repository, base ?? EMPTY_TREE, to);
}

/** A pull request as lists show it. */
export function listedPullRequest(server: GitHubServer, pullRequest: ForgePullRequest): WithNulls<Listed> {
  const { number, author } = pullRequest;
  const urls = pullRequestUrls(server, pullRequest);
  const link = (href: string) => ({ href });
  const { owner } = server.forge.state;
  return {
    id: pullRequest.id,
    node_id: nodeId('PR', pullRequest.id),
    number,
    state: pullRequest.state,
    locked: false,
    title: pullRequest.title,
    body: pullRequest.body,
    user: userOrNull(server, author),
    labels: [],
    milestone: null,
    draft: false,
    created_at: toWholeSeconds(pullRequest.createdAt),
    updated_at: toWholeSeconds(pullRequest.updatedAt),
    closed_at: pullRequest.closedAt && toWholeSeconds(pullRequest.closedAt),
    merged_at: pullRequest.mergedAt && toWholeSeconds(pullRequest.mergedAt),
    merge_commit_sha: pullRequest.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: headOf(server, pullRequest),
    base: {
      label: `${owner}:${pullRequest.baseBranch}`,
      ref: pullRequest.baseBranch,
      sha: baseOf(server, pullRequest),
      user: ownerUser(server),
      repo: nestedRepository(server),
    },
    ...urls,
    _links: {
      self: link(urls.url),
      html: link(urls.html_url),
      issue: link(urls.issue_url),
      comments: link(urls.comments_url),
      review_comments: link(urls.review_comments_url),
      review_comment: link(urls.review_comment_url),
      commits: link(urls.commits_url),
      statuses: link(urls.statuses_url),
    },
    author_association: association(author),
    auto_merge: null,
  };
}

function pullRequestUrls(server: GitHubServer, { number, headSha }: ForgePullRequest) {
  const { api, html } = addressesOf(server);
  return {
    url: `${api}/pulls/${number}`,
    html_url: `${html}/pull/${number}`,
    diff_url: `${html}/pull/${number}.diff`,
    patch_url: `${html}/pull/${number}.patch`,
    issue_url: `${api}/issues/${number}`,
    commits_url: `${api}/pulls/${number}/commits`,
    review_comments_url: `${api}/pulls/${number}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${number}/comments`,
    statuses_url: `${api}/statuses/${headSha}`,
  };
}

function headOf(server: GitHubServer, pullRequest: ForgePullRequest): WithNulls<Listed>['head'] {
  const { headRepository, headBranch: ref, headSha: sha, author } = pullRequest;
  if (headRepository === 'same') {
    const label = `${server.forge.state.owner}:${ref}`;
    return { label, ref, sha, user: ownerUser(server), repo: nestedRepository(server) };
  }
  const repo = headRepository === 'fork' ? forkRepository(server, author) : null;
  return { label: `${author.login}:${ref}`, ref, sha, user: userOrNull(server, author), repo };
}

/** How close somebody is to the repository, as GitHub words it beside what he writes. */
export function association({ role }: ForgeAccount): 'MEMBER' | 'NONE' {
  return role === 'none' ? 'NONE' : 'MEMBER';
}

/** A pull request by itself. */
export async function singlePullRequest(
  server: GitHubServer,
  pullRequest: ForgePullRequest,
): Promise<WithNulls<Single>> {
  const files = await filesOf(server, pullRequest);
  const commits = await commitsOf(server, pullRequest);
  const merged = pullRequest.mergedAt !== null;
  const mergeable = merged ? null : pullRequest.mergeCommitSha !== null;
  const listed = listedPullRequest(server, pullRequest);
  return {
    ...listed,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    state: pullRequest.state,
    base: { ...listed.base, user: ownerUser(server) },
    merged,
    mergeable,
    mergeable_state: mergeable === false ? 'dirty' : 'clean',
    rebaseable: mergeable,
    merged_by: userOrNull(server, pullRequest.mergedBy),
    comments: server.forge.state.comments.filter(({ issue }) => issue === pullRequest.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** A review. One that was not submitted yet has no time. */
export function reviewJson(
  server: GitHubServer,
  review: ForgeReview,
): Data<'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews'>[number] {
  const { api, html } = addressesOf(server);
  const page = `${html}/pull/${review.pullRequest}#pullrequestreview-${review.id}`;
  const pullRequest = `${api}/pulls/${review.pullRequest}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userOrNull(server, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pullRequest,
    author_association: association(review.author),
    _links: { html: { href: page }, pull_request: { href: pullRequest } },
    ...(review.state === 'PENDING' ? {} : { submitted_at: toWholeSeconds(review.submittedAt) }),
    commit_id: review.commit,
  };
}
