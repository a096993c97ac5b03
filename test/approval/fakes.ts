import type { ApprovalSources, ApprovalSubject } from '../../src/approval/sources.ts';
import type { CommitInfo, CommitParents, ControlRepository } from '../../src/ports/control-repository.ts';
import type { Account, GitHubReader, PullRequest, PullRequestCommit, Review } from '../../src/ports/github.ts';
import { InternalError, NotFoundError } from '../../src/support/errors.ts';
import { author, BLOB, HEAD, LANDING, MERGED_AT, PATH, policy, request, reviewer } from './build.ts';

export const BASE = '0a'.repeat(20);
const REPOSITORY = { id: 7, defaultBranch: 'main', private: true };

/** What GitHub and git know. A commit that is in neither list of blobs is unknown there. */
export interface World {
  readonly pullRequests: readonly PullRequest[];
  readonly commits: readonly PullRequestCommit[];
  readonly reviews: readonly Review[];
  /** The file's blob by commit, null where the file is not in it: in git. */
  readonly blobs: Readonly<Record<string, string | null>>;
  /** The same, for commits that only GitHub's API still has. */
  readonly apiBlobs: Readonly<Record<string, string | null>>;
  readonly firstParents: readonly CommitParents[];
  /** Commits that git can tell about. */
  readonly infos: readonly CommitInfo[];
  readonly accounts: readonly Account[];
}

/** A pull request that brought the landing commit. */
export function listedPullRequest(over: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 42,
    author,
    merged: true,
    mergedAt: MERGED_AT,
    mergeCommit: LANDING,
    baseBranch: 'main',
    baseRepositoryId: REPOSITORY.id,
    headBranch: 'request',
    headRepositoryId: REPOSITORY.id,
    headCommit: HEAD,
    changedFiles: 1,
    commits: 1,
    ...over,
  };
}

/** A commit of that pull request by its author. */
export function listedCommit(over: Partial<PullRequestCommit> = {}): PullRequestCommit {
  return {
    commit: HEAD,
    parents: [BASE],
    author,
    authorEmail: 'octo@contoso.com',
    committer: author,
    committerEmail: 'octo@contoso.com',
    message: 'Ask for alice',
    ...over,
  };
}

/** That commit, or a copy of it, as git tells it. */
export function copiedCommit(commit: string, parents: readonly string[], over: Partial<CommitInfo> = {}): CommitInfo {
  const signature = { name: 'Octo Cat', email: 'octo@contoso.com', at: MERGED_AT };
  return { commit, parents, author: signature, committer: signature, message: ' Ask for\nalice\n', ...over };
}

/** A review of that commit. */
export function listedReview(over: Partial<Review> = {}): Review {
  return { id: 10, user: reviewer, state: 'APPROVED', commit: HEAD, submittedAt: MERGED_AT, ...over };
}

function world(over: Partial<World>): World {
  return {
    pullRequests: [listedPullRequest()],
    commits: [listedCommit()],
    reviews: [listedReview()],
    blobs: { [HEAD]: BLOB, [BASE]: null },
    apiBlobs: {},
    firstParents: [{ commit: LANDING, parents: [BASE, HEAD] }],
    infos: [],
    accounts: [author, reviewer],
    ...over,
  };
}

/** Fails as our own bug, which no reading swallows. */
function unexpected(method: string): () => never {
  return () => {
    throw new InternalError(`${method} was not expected to be called`);
  };
}

function fakeGitHub(known: World): GitHubReader {
  return {
    repository: unexpected('repository'),
    runAttempt: unexpected('runAttempt'),
    pullRequestsOfCommit: async () => known.pullRequests,
    pullRequest: async (number) => found(known.pullRequests.find((one) => one.number === number)),
    pullRequestFiles: async () => [{ path: PATH, status: 'added' }],
    pullRequestCommits: async () => known.commits,
    reviews: async () => known.reviews,
    baseChanges: async () => [],
    permission: async (login) => ({ role: 'write', accountId: account(login, known).id }),
    teamMembership: async () => 'none',
    account: async (login) => account(login, known),
    pushes: async () => [],
    blobAt: async (commit) => found(known.apiBlobs[commit]) ?? undefined,
  };
}

function account(login: string, { accounts }: World): Account {
  return found(accounts.find((one) => one.login === login));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new NotFoundError('404');
  return value;
}

function fakeGit({ blobs, firstParents, infos }: World): ControlRepository {
  return {
    fetchTip: unexpected('fetchTip'),
    requestTree: unexpected('requestTree'),
    filesBelow: unexpected('filesBelow'),
    blobSize: unexpected('blobSize'),
    readBlob: unexpected('readBlob'),
    landingCommit: unexpected('landingCommit'),
    landingCommits: unexpected('landingCommits'),
    commitInfo: async (commit) => found(infos.find((one) => one.commit === commit)),
    fetchPullRequestHead: async () => HEAD,
    fetchCommit: async (commit) => commit in blobs,
    entryAt: async (commit, path) => {
      const blob = found(blobs[commit]);
      return blob === null || path !== PATH ? undefined : { path, mode: '100644', blob };
    },
    firstParents: async (_, count) => firstParents.slice(0, count),
  };
}

/** Sources that know a world, with single methods replaced. */
export function sources(
  over: Partial<World> = {},
  { github = {}, git = {} }: { github?: Partial<GitHubReader>; git?: Partial<ControlRepository> } = {},
): ApprovalSources {
  const known = world(over);
  return {
    github: { ...fakeGitHub(known), ...github },
    git: { ...fakeGit(known), ...git },
    repository: REPOSITORY,
    branch: 'main',
  };
}

/** The request whose approval is to be collected. */
export function subject(over: Partial<ApprovalSubject> = {}): ApprovalSubject {
  return {
    request: request(),
    blob: BLOB,
    landing: { commit: LANDING, firstParent: BASE, committedAt: MERGED_AT },
    policies: [policy()],
    ...over,
  };
}
