import type { Moment } from '../clock.ts';
import { mergeTrees, updateRef } from '../git/bare-repository.ts';
import { writeCommit, type FileChanges, type Signature } from '../git/write-commit.ts';
import { accountOf, signatureOf, WEB_FLOW } from './accounts.ts';
import { moment, moveHead, noteMovement, testMerge, tipOf } from './branches.ts';
import { nextNumber } from './issues.ts';
import type { ForgePullRequest, ForgeState } from './model.ts';

/** A person by login, or a name and address that belong to nobody in particular. */
export type Person = string | Signature;

/** A commit as a scenario asks for it. */
export interface CommitRequest {
  readonly files: FileChanges;
  readonly author: Person;
  /** The author where it is left out. */
  readonly committer?: Person;
  readonly message?: string;
  /** Who pushes it; the author where it is left out. Needed where the author is no account. */
  readonly by?: string;
  readonly at?: Moment;
}

/** A commit to a branch of its own or the default one. */
export interface BranchCommitRequest extends CommitRequest {
  /** The default branch where it is left out; made from the default branch's tip where it does not exist. */
  readonly branch?: string;
}

/** Commits to a branch and pushes it there, past every review. */
export async function commitTo(state: ForgeState, request: BranchCommitRequest): Promise<string> {
  const branch = request.branch ?? state.repository.defaultBranch;
  const parent = state.knownBranches.get(branch) ?? tipOf(state, state.repository.defaultBranch);
  const after = await writeOn(state, `refs/heads/${branch}`, [parent], request);
  await noteMovement(state, { branch, after, actor: pusher(state, request), at: moment(state, request.at) });
  return after;
}

async function writeOn(
  state: ForgeState,
  ref: string,
  parents: readonly string[],
  request: CommitRequest,
): Promise<string> {
  const at = moment(state, request.at);
  return writeCommit(state.repository, {
    ref,
    parents,
    files: request.files,
    author: signature(state, request.author),
    committer: signature(state, request.committer ?? request.author),
    authoredAt: at,
    committedAt: at,
    message: request.message ?? `Change ${Object.keys(request.files).join(', ')}`,
  });
}

/** How a person signs; a login must be an account's. */
function signature(state: ForgeState, person: Person): Signature {
  return typeof person === 'string' ? signatureOf(accountOf(state, person)) : person;
}

function pusher(state: ForgeState, { by, author }: CommitRequest) {
  const login = by ?? (typeof author === 'string' ? author : undefined);
  if (login === undefined) throw new Error('say who pushes (`by`) a commit whose author is no account');
  return accountOf(state, login);
}

/** A pull request as a scenario asks for it. */
export interface PullRequestRequest {
  /** Who opens it. */
  readonly author: string;
  /** The first commit's changes; without them the branch must exist. */
  readonly files?: FileChanges;
  /** Who the first commit is by, where that is somebody else. */
  readonly commitAuthor?: Person;
  readonly committer?: Person;
  readonly message?: string;
  readonly branch?: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  /** The head branch lives in a fork of the author's: only `refs/pull/<n>/head` is here. */
  readonly fork?: boolean;
  readonly at?: Moment;
}

/** Opens a pull request with one commit, or of a branch that is there. */
export async function openPullRequest(state: ForgeState, request: PullRequestRequest): Promise<ForgePullRequest> {
  const number = nextNumber(state);
  const baseBranch = request.base ?? state.repository.defaultBranch;
  const headBranch = request.branch ?? `request-${number}`;
  const at = moment(state, request.at);
  const headSha = await firstHead(state, request, { number, headBranch, baseBranch });
  const pullRequest: ForgePullRequest = {
    number,
    id: state.nextId(),
    author: accountOf(state, request.author),
    title: request.title ?? `Pull request ${number}`,
    body: request.body ?? null,
    headBranch,
    headRepository: request.fork ? 'fork' : 'same',
    headSha,
    baseBranch,
    baseSha: tipOf(state, baseBranch),
    state: 'open',
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    events: [],
  };
  state.pullRequests.push(pullRequest);
  await updateRef(state.repository, `refs/pull/${number}/head`, headSha);
  await testMerge(state, pullRequest);
  return pullRequest;
}

async function firstHead(
  state: ForgeState,
  request: PullRequestRequest,
  { number, headBranch, baseBranch }: { number: number; headBranch: string; baseBranch: string },
): Promise<string> {
  if (!request.files) return tipOf(state, headBranch);
  const commit: CommitRequest = {
    files: request.files,
    author: request.commitAuthor ?? request.author,
    by: request.author,
    ...(request.committer === undefined ? {} : { committer: request.committer }),
    ...(request.message === undefined ? {} : { message: request.message }),
    ...(request.at === undefined ? {} : { at: request.at }),
  };
  const parent = state.knownBranches.get(headBranch) ?? tipOf(state, baseBranch);
  if (request.fork) return writeOn(state, `refs/pull/${number}/head`, [tipOf(state, baseBranch)], commit);
  const after = await writeOn(state, `refs/heads/${headBranch}`, [parent], commit);
  await noteMovement(state, {
    branch: headBranch,
    after,
    actor: accountOf(state, request.author),
    at: moment(state, request.at),
  });
  return after;
}

/** Adds a commit to an open pull request; with `rewrite` in place of all it had, as a forced push does. */
export async function pushToPullRequest(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  request: CommitRequest,
  { rewrite = false }: { rewrite?: boolean } = {},
): Promise<string> {
  const parent = rewrite ? tipOf(state, pullRequest.baseBranch) : pullRequest.headSha;
  const after = await writeOn(state, headRef(pullRequest), [parent], request);
  await noteNewHead(state, pullRequest, {
    after,
    actor: pusher(state, request),
    at: moment(state, request.at),
    rewrite,
  });
  return after;
}

/** Merges the base into an open pull request, as the button *Update branch* does. */
export async function updateBranch(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  { by, at: when }: { by: string; at?: Moment },
): Promise<string> {
  const base = tipOf(state, pullRequest.baseBranch);
  const at = moment(state, when);
  const after = await writeCommit(state.repository, {
    ref: headRef(pullRequest),
    parents: [pullRequest.headSha, base],
    tree: await mergeTrees(state.repository, pullRequest.headSha, base),
    author: signature(state, by),
    committer: WEB_FLOW,
    authoredAt: at,
    committedAt: at,
    message: `Merge branch '${pullRequest.baseBranch}' into ${pullRequest.headBranch}`,
  });
  await noteNewHead(state, pullRequest, { after, actor: accountOf(state, by), at, rewrite: false });
  return after;
}

function headRef({ headRepository, headBranch, number }: ForgePullRequest): string {
  return headRepository === 'same' ? `refs/heads/${headBranch}` : `refs/pull/${number}/head`;
}

async function noteNewHead(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  { after, actor, at, rewrite }: { after: string; actor: ReturnType<typeof accountOf>; at: Date; rewrite: boolean },
): Promise<void> {
  if (pullRequest.headRepository === 'same') {
    await noteMovement(state, { branch: pullRequest.headBranch, after, actor, at });
  } else {
    await moveHead(state, pullRequest, { after, actor, at, rewound: rewrite });
  }
}

/** Points an open pull request at another base; its reviews survive, as on GitHub. */
export async function retarget(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  { base, by, at: when }: { base: string; by?: string; at?: Moment },
): Promise<void> {
  const actor = by === undefined ? pullRequest.author : accountOf(state, by);
  const at = moment(state, when);
  pullRequest.baseBranch = base;
  pullRequest.updatedAt = at;
  pullRequest.events.push({ id: state.nextId(), event: 'base_ref_changed', actor, at, commit: null });
  await testMerge(state, pullRequest);
}
