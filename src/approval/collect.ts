import type { ControlRepository } from '../ports/control-repository.ts';
import type { GitHubReader, PullRequest } from '../ports/github.ts';
import { NotFoundError } from '../support/errors.ts';
import { read } from '../support/read.ts';
import { known, type Reading } from '../support/reading.ts';
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

async function collectLanded(
  subject: ApprovalSubject,
  sources: ApprovalSources,
): Promise<Reading<PullRequestEvidence | null>> {
  const found = await read(() => findLanded(subject.landing.commit, sources));
  if (!found.known) return found;
  return known(found.value ? await collectPullRequest(found.value, subject, sources) : null);
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
  const numbers = await sources.github.pullRequestsOfCommit(commit);
  const candidates = await Promise.all(numbers.map((number) => sources.github.pullRequest(number)));
  const merged = candidates.filter(
    (one) => one.merged && one.baseBranch === sources.branch && one.baseRepositoryId === sources.repository.id,
  );
  for (const candidate of merged) {
    if (candidate.mergeCommit === commit) return candidate;
  }
  for (const candidate of merged) {
    if (await isRebased(commit, candidate, sources.git)) return candidate;
  }
  return undefined;
}

async function isRebased(commit: string, { mergeCommit, commits }: PullRequest, git: ControlRepository) {
  if (mergeCommit === null) return false;
  const chain = await git.firstParents(mergeCommit, commits);
  const end = chain.findIndex((one) => one.commit === commit);
  return end !== -1 && chain.slice(0, end + 1).every(({ parents }) => parents.length <= 1);
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
