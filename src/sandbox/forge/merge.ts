import type { Moment } from '../clock.ts';
import { commitsBetween, deleteRef, mergeTrees } from '../git/bare-repository.ts';
import { readCommits, type CommitObject } from '../git/read-commits.ts';
import { writeCommit, type FileChanges, type NewCommit } from '../git/write-commit.ts';
import { accountOf, signatureOf, WEB_FLOW } from './accounts.ts';
import { closeAsMerged, moment, noteMovement, tipOf } from './branches.ts';
import type { ForgeAccount, ForgePullRequest, ForgeState } from './model.ts';

/** How a merge is asked for. */
export interface MergeRequest {
  readonly by: string;
  /** `merge` where it is left out. */
  readonly method?: 'merge' | 'squash' | 'rebase';
  readonly message?: string;
  /** Changes nobody reviewed that slip in with the merge or squash commit, as a conflict editor lets them. */
  readonly files?: FileChanges;
  /** The merge came through a merge queue. */
  readonly queue?: boolean;
  readonly at?: Moment;
}

/** Merges a pull request as GitHub's button does and returns its merge commit. Rejects for a conflict or a closed one. */
export async function mergePullRequest(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  request: MergeRequest,
): Promise<string> {
  if (pullRequest.state !== 'open') throw new Error(`pull request ${pullRequest.number} is closed`);
  const by = accountOf(state, request.by);
  const at = moment(state, request.at);
  const base = tipOf(state, pullRequest.baseBranch);
  const merging: Merging = { state, pullRequest, request, by, at, base };
  const commit = await METHODS[request.method ?? 'merge'](merging);
  closeAsMerged(state, pullRequest, { commit, base, by, at });
  const kind = request.queue ? 'merge_queue_merge' : 'pr_merge';
  await noteMovement(state, { branch: pullRequest.baseBranch, after: commit, actor: by, at, kind });
  await deleteRef(state.repository, `refs/pull/${pullRequest.number}/merge`);
  return commit;
}

interface Merging {
  readonly state: ForgeState;
  readonly pullRequest: ForgePullRequest;
  readonly request: MergeRequest;
  readonly by: ForgeAccount;
  readonly at: Date;
  readonly base: string;
}

async function mergeCommit({ state, pullRequest, request, by, at, base }: Merging): Promise<string> {
  const { number, headSha, headBranch, title } = pullRequest;
  return writeCommit(state.repository, {
    ...(await merged({ state, pullRequest, request, at, base })),
    parents: [base, headSha],
    author: signatureOf(by),
    message: request.message ?? `Merge pull request #${number} from ${state.owner}/${headBranch}\n\n${title}`,
  });
}

async function squash({ state, pullRequest, request, at, base }: Merging): Promise<string> {
  const shas = await commitsBetween(state.repository, { from: base, to: pullRequest.headSha });
  const commits = await readCommits(state.repository, shas);
  return writeCommit(state.repository, {
    ...(await merged({ state, pullRequest, request, at, base })),
    parents: [base],
    author: signatureOf(pullRequest.author),
    message: request.message ?? squashMessage(pullRequest, commits),
  });
}

async function merged({
  state,
  pullRequest,
  request,
  at,
  base,
}: Omit<Merging, 'by'>): Promise<Omit<NewCommit, 'parents' | 'author' | 'message'>> {
  return {
    ref: `refs/heads/${pullRequest.baseBranch}`,
    tree: await mergeTrees(state.repository, base, pullRequest.headSha),
    files: request.files ?? {},
    committer: WEB_FLOW,
    authoredAt: at,
    committedAt: at,
  };
}

/** GitHub credits everybody but the pull request's author whose commits are squashed. */
function squashMessage({ title, number, author }: ForgePullRequest, commits: readonly CommitObject[]): string {
  const others = commits.map((commit) => commit.author).filter(({ email }) => !author.emails.includes(email));
  const trailers = new Set(others.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`));
  const subjects = commits.length > 1 ? commits.map(({ message }) => `* ${message}`) : [];
  const parts = [`${title} (#${number})`, ...subjects, [...trailers].join('\n')];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Copies each commit onto the base: authors stay, whoever presses the button becomes the committer. */
async function rebase({ state, pullRequest, by, at, base }: Merging): Promise<string> {
  const { repository } = state;
  const shas = await commitsBetween(repository, { from: base, to: pullRequest.headSha });
  let tip = base;
  for (const commit of await readCommits(repository, shas)) {
    if (commit.parents.length !== 1) throw new Error('GitHub rebases no pull request that holds merge commits');
    tip = await writeCommit(repository, {
      ref: `refs/heads/${pullRequest.baseBranch}`,
      parents: [tip],
      tree: await carriedTree(state, commit, tip),
      author: commit.author,
      committer: signatureOf(by),
      authoredAt: commit.author.at,
      committedAt: at,
      message: commit.message,
    });
  }
  return tip;
}

/**
 * The tree of a commit carried onto another one. A stand-in with that one's tree and the commit's parent makes git
 * merge with the parent as base, which is what carrying over means; `merge-tree --merge-base` is newer than git 2.39.
 */
async function carriedTree(state: ForgeState, commit: CommitObject, onto: string): Promise<string> {
  const { repository } = state;
  const [target] = await readCommits(repository, [onto]);
  if (!target) throw new Error(`no commit ${onto}`);
  const work = 'refs/sandbox/work';
  const standIn = await writeCommit(repository, {
    ref: work,
    parents: commit.parents,
    tree: target.tree,
    author: commit.author,
    committer: commit.author,
    authoredAt: commit.author.at,
    committedAt: commit.author.at,
    message: 'stand-in',
  });
  await deleteRef(repository, work);
  return mergeTrees(repository, standIn, commit.sha);
}

const METHODS = { merge: mergeCommit, squash, rebase };
