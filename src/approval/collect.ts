import type { CommitParents, ControlRepository } from '../ports/control-repository.ts';
import type { GitHubReader, PullRequest, PullRequestCommit } from '../ports/github.ts';
import { NotFoundError } from '../support/errors.ts';
import { read } from '../support/read.ts';
import type { Reading } from '../support/reading.ts';
import { collectChanges, collectPushes } from './collect-changes.ts';
import { collectReviews } from './collect-reviews.ts';
import type { ApprovalEvidence, PullRequestEvidence } from './evidence.ts';
import type { ApprovalSources, ApprovalSubject } from './sources.ts';

/** Gathers, once, everything that shows who approved the bytes that landed. Never throws for a failing call. */
export async function collectApproval(subject: ApprovalSubject, sources: ApprovalSources): Promise<ApprovalEvidence> {
  const { request, blob, landing } = subject;
  return {
    path: request.path,
    blob,
    landing: { ...landing, firstParent: landing.firstParent ?? null },
    pullRequest: await collectLanded(subject, sources),
  };
}

/**
 * The same for a pull request that is still open, as if it were merged now: its head stands for the landing commit.
 */
export async function collectOpenApproval(
  pullRequest: PullRequest,
  subject: ApprovalSubject,
  sources: ApprovalSources,
): Promise<ApprovalEvidence> {
  const { request, blob, landing } = subject;
  return {
    path: request.path,
    blob,
    landing: { ...landing, firstParent: landing.firstParent ?? null },
    pullRequest: await read(() => collectPullRequest(pullRequest, subject, sources)),
  };
}

async function collectLanded(
  subject: ApprovalSubject,
  sources: ApprovalSources,
): Promise<Reading<PullRequestEvidence | null>> {
  return read(async () => {
    const found = await findLanded(subject.landing.commit, sources);
    return found ? collectPullRequest(found, subject, sources) : null;
  });
}

async function collectPullRequest(
  pullRequest: PullRequest,
  subject: Omit<ApprovalSubject, 'landing'>,
  sources: ApprovalSources,
): Promise<PullRequestEvidence> {
  const { github, git } = sources;
  const { number } = pullRequest;
  // Brings the pull request's commits here, where comparing blobs costs nothing; GitHub's API serves what is missing.
  await read(() => git.fetchPullRequestHead(number));
  const [files, changes, pushes, baseChangedAt, reviews, requestedBy] = await Promise.all([
    read(() => completeFiles(pullRequest, github)),
    collectChanges(pullRequest, subject, sources),
    collectPushes(pullRequest, subject.request.path, sources),
    read(async () => (await github.baseChanges(number)).at(-1) ?? null),
    collectReviews(number, subject, sources),
    read(() => accountNamed(subject.request.requestedBy, github)),
  ]);
  const { author, mergedAt } = pullRequest;
  return { number, author, mergedAt, files, changes, pushes, baseChangedAt, reviews, requestedBy };
}

/**
 * The merged pull request of the default branch that brought a commit: the commit is its merge commit, or one of its
 * rebased commits right below. `merged: true` alone proves nothing: GitHub also says so of a pull request whose head
 * was pushed to the branch by other means.
 */
async function findLanded(commit: string, sources: ApprovalSources): Promise<PullRequest | undefined> {
  const merged = await mergedCandidates(commit, sources);
  const exact = merged.filter(({ mergeCommit }) => mergeCommit === commit);
  if (exact.length > 0) return reallyMerged(commit, exact, sources.git);
  for (const candidate of merged) {
    if (await isRebased(commit, candidate, sources)) return candidate;
  }
  return undefined;
}

async function mergedCandidates(commit: string, sources: ApprovalSources): Promise<readonly PullRequest[]> {
  const { github, repository, branch } = sources;
  const associated = await github.pullRequestsOfCommit(commit);
  // A fork's pull requests have numbers of their own, which mean something else here.
  const ours = associated.filter(({ baseRepositoryId }) => baseRepositoryId === repository.id);
  const candidates = await Promise.all(ours.map(({ number }) => github.pullRequest(number)));
  return candidates
    .filter((one) => one.merged && one.mergedAt !== null)
    .filter((one) => one.baseBranch === branch && one.baseRepositoryId === repository.id)
    .toSorted((a, b) => a.number - b.number);
}

/** Of several that one commit merged, the one whose head it has as second parent; the others only came along. */
async function reallyMerged(commit: string, exact: readonly PullRequest[], git: ControlRepository) {
  if (exact.length === 1) return exact[0];
  const { parents } = await git.commitInfo(commit);
  return exact.find(({ headCommit }) => headCommit === parents[1]) ?? exact[0];
}

/**
 * Whether a commit is one of the copies that merging by rebase made: below the merge commit, in one line with it, and
 * like that line a copy of the pull request's own commits. Below a squash lie commits that other people brought.
 */
async function isRebased(
  commit: string,
  { number, mergeCommit, commits }: PullRequest,
  { git, github }: ApprovalSources,
): Promise<boolean> {
  if (mergeCommit === null || !(await git.fetchCommit(mergeCommit))) return false;
  const chain = await git.firstParents(mergeCommit, commits);
  const end = chain.findIndex((one) => one.commit === commit);
  const copies = chain.slice(0, end + 1);
  if (end === -1 || copies.some(({ parents }) => parents.length > 1)) return false;
  return areCopies(copies, await github.pullRequestCommits(number), git);
}

/** Whether commits, newest first, keep author and message of originals, oldest first, in the same order. */
async function areCopies(
  copies: readonly CommitParents[],
  originals: readonly PullRequestCommit[],
  git: ControlRepository,
): Promise<boolean> {
  let left = originals.length;
  for (const { commit } of copies) {
    const { author, message } = await git.commitInfo(commit);
    left = originals
      .slice(0, left)
      .findLastIndex((one) => one.authorEmail === author.email && sameText(one.message, message));
    if (left === -1) return false;
  }
  return true;
}

/** Git and GitHub's API treat line ends and blanks around a message differently. */
function sameText(a: string, b: string): boolean {
  return a.split(/\s+/u).join(' ').trim() === b.split(/\s+/u).join(' ').trim();
}

async function completeFiles({ number, changedFiles }: PullRequest, github: GitHubReader) {
  const files = await github.pullRequestFiles(number);
  const foreign = files.some(({ path }) => !path.startsWith('unblock-requests/'));
  if (files.length !== changedFiles && !foreign) {
    throw new NotFoundError(`GitHub listed ${files.length} of ${changedFiles} changed files`);
  }
  return files;
}

async function accountNamed(login: string | undefined, github: GitHubReader) {
  return login === undefined ? null : github.account(login);
}
