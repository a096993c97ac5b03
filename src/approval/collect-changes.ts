import type { Account, PullRequest, PullRequestCommit, Push } from '../ports/github.ts';
import { MissingRightError, NotFoundError, UnavailableError } from '../support/errors.ts';
import { read } from '../support/read.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import { isWebFlow } from './barred.ts';
import { blobAt } from './blob-at.ts';
import { coAuthors } from './co-authors.ts';
import type { ApprovalSources, ApprovalSubject } from './sources.ts';
import type { Contributor, FileChange, FilePush } from './evidence.ts';

type Subject = Pick<ApprovalSubject, 'request' | 'policies'>;

/** The pull request's own commits that changed the file, with everybody they name. */
export async function collectChanges(
  pullRequest: PullRequest,
  subject: Subject,
  sources: ApprovalSources,
): Promise<Reading<readonly FileChange[]>> {
  return read(async () => {
    const commits = await completeCommits(pullRequest, sources);
    const changes: FileChange[] = [];
    for (const commit of commits) {
      if (await changesFile(commit, subject.request.path, sources)) {
        changes.push({ commit: commit.commit, people: await peopleOf(commit, commits, subject, sources) });
      }
    }
    return changes;
  });
}

async function completeCommits({ number, commits: expected }: PullRequest, { github }: ApprovalSources) {
  const commits = await github.pullRequestCommits(number);
  if (commits.length !== expected) {
    throw new UnavailableError(`GitHub listed ${commits.length} of ${expected} commits of #${number}`);
  }
  return commits;
}

/** A commit that has the file as one of its parents has it leaves it alone; a merge that mixes bytes does not. */
async function changesFile(
  { commit, parents }: PullRequestCommit,
  path: string,
  sources: ApprovalSources,
): Promise<boolean> {
  const blob = await blobAt(commit, path, sources);
  const before = await Promise.all(parents.map((parent) => blobAt(parent, path, sources)));
  return parents.length === 0 ? blob !== null : before.every((former) => former !== blob);
}

async function peopleOf(
  commit: PullRequestCommit,
  all: readonly PullRequestCommit[],
  { policies }: Subject,
  { github }: ApprovalSources,
): Promise<readonly Contributor[]> {
  return [
    { role: 'author', account: somebody(matched(commit.author, commit.authorEmail)) },
    { role: 'committer', account: matched(commit.committer, commit.committerEmail) },
    ...(await coAuthors(commit.message, all, policies, github)).map((one) => ({
      ...one,
      account: somebody(one.account),
    })),
  ];
}

function matched(account: Account | null, email: string): Reading<Account> {
  return account ? known(account) : unknown(`GitHub knows no account for ${email}`);
}

/** GitHub commits for people in its web interface, but writes nothing of its own: as an author it is a disguise. */
function somebody(account: Reading<Account>): Reading<Account> {
  return account.known && isWebFlow(account.value) ? unknown('it is signed as GitHub itself') : account;
}

/**
 * Who pushed changes to the file to the pull request's branch. Unknown where that can't be learnt: the branch is a
 * fork's, or server or token lack GitHub's activity log. Throws UnavailableError where it can, only not now.
 */
export async function collectPushes(
  { headBranch, headRepositoryId }: PullRequest,
  path: string,
  sources: ApprovalSources,
): Promise<Reading<readonly FilePush[]>> {
  if (headRepositoryId !== sources.repository.id) return unknown('the branch lives in another repository');
  const pushes = await absentAsUndefined(() => sources.github.pushes(headBranch));
  if (pushes === undefined) return unknown('GitHub does not tell who pushed');
  const found: FilePush[] = [];
  for (const push of pushes) {
    if (push.actor && (await pushChangesFile(push, path, sources))) {
      found.push({ commit: push.after, actor: push.actor });
    }
  }
  return known(found);
}

async function absentAsUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof MissingRightError) return undefined;
    throw error;
  }
}

const NO_COMMIT = /^0+$/u;

async function pushChangesFile({ before, after }: Push, path: string, sources: ApprovalSources): Promise<boolean> {
  if (NO_COMMIT.test(after)) return false;
  // A push whose commits are gone for good tells nothing, and must not hide what the other pushes tell.
  const blobOf = async (commit: string) => (await absentAsUndefined(() => blobAt(commit, path, sources))) ?? null;
  const blob = await blobOf(after);
  if (blob === null) return false;
  return NO_COMMIT.test(before) || (await blobOf(before)) !== blob;
}
