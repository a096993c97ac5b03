import { randomBytes } from 'node:crypto';

import type { Moment, SandboxClock } from '../clock.ts';
import { deleteRef, updateRef, type BareRepository } from '../git/bare-repository.ts';
import { writeCommit, type FileChanges } from '../git/write-commit.ts';
import { accountOf, ACTIONS_BOT, addAccount, addTeam, WEB_FLOW, type NewTeam, type NewUser } from './accounts.ts';
import { moment, noteGitPushes, noteMovement, tipOf } from './branches.ts';
import { openIssue, type IssueRequest } from './issues.ts';
import { mergePullRequest, type MergeRequest } from './merge.ts';
import type {
  ForgeAccount,
  ForgeIssue,
  ForgePullRequest,
  ForgeReview,
  ForgeRun,
  ForgeState,
  ForgeTeam,
} from './model.ts';
import * as pulls from './pull-requests.ts';
import { dismissReview, submitReview, type ReviewRequest } from './reviews.ts';
import { soundSettings } from './settings.ts';

/** What people and pushes do on the forge; every act is done when its promise resolves. */
export interface Forge {
  /** Everything the forge knows, for looking at and for small changes to accounts, rules and runs. */
  readonly state: ForgeState;
  addUser(user: NewUser): ForgeAccount;
  addTeam(team: NewTeam): ForgeTeam;
  /** The account of a login. Throws where there is none. */
  user(login: string): ForgeAccount;
  /** Deletes an account: what it did stays, with null in its place. */
  deleteUser(login: string): void;
  /** A token that acts as this account. */
  addToken(login: string): string;
  /** The tip of a branch, the default one where none is named. Throws where there is no such branch. */
  tip(branch?: string): string;
  commit(request: pulls.BranchCommitRequest): Promise<string>;
  openPullRequest(request: pulls.PullRequestRequest): Promise<ForgePullRequest>;
  pushTo(pullRequest: ForgePullRequest, request: pulls.CommitRequest): Promise<string>;
  forcePush(pullRequest: ForgePullRequest, request: pulls.CommitRequest): Promise<string>;
  updateBranch(pullRequest: ForgePullRequest, request: { by: string; at?: Moment }): Promise<string>;
  retarget(pullRequest: ForgePullRequest, request: { base: string; by?: string; at?: Moment }): Promise<void>;
  openIssue(request: IssueRequest): ForgeIssue;
  review(pullRequest: ForgePullRequest, request: ReviewRequest): ForgeReview;
  dismiss(reviewId: number, request: { by: string; at?: Moment }): void;
  merge(pullRequest: ForgePullRequest, request: MergeRequest): Promise<string>;
  /** Pushes a commit that is there straight to a branch, by force if need be. */
  directPush(request: { branch?: string; commit: string; by: string; at?: Moment }): Promise<void>;
  /** Points a new branch at a commit that is there; false where there is such a branch already. */
  createBranch(request: { branch: string; commit: string; by: string; at?: Moment }): Promise<boolean>;
  deleteBranch(branch: string, request: { by: string; at?: Moment }): Promise<void>;
  addRun(run: Partial<ForgeRun> & { id: number }): ForgeRun;
  /** Called by the git server after a push from a client. */
  noteGitPushes(login: string): Promise<void>;
}

/** How a forge starts. */
export interface ForgeOptions {
  readonly repository: BareRepository;
  readonly clock: SandboxClock;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly foundedAt: Date;
  /** The environment of the job that applies. */
  readonly environment: string;
}

/** Makes a forge of one repository with GitHub's own two accounts and nobody else. */
export function createForge({ environment, ...options }: ForgeOptions): Forge {
  let lastId = 700_000;
  const state: ForgeState = {
    ...options,
    repositoryId: 456_789,
    accounts: [],
    teams: [],
    tokens: new Map(),
    pullRequests: [],
    issues: [],
    reviews: [],
    pushes: [],
    comments: [],
    checkRuns: [],
    runs: [],
    settings: soundSettings(environment),
    listed: { commits: 250, files: 3_000 },
    knownBranches: new Map(),
    nextId: () => ++lastId,
  };
  addAccount(state, { ...WEB_FLOW, role: 'none' });
  addAccount(state, { ...ACTIONS_BOT });
  return { ...peopleOf(state), ...actsOf(state, inTurn()), state };
}

function peopleOf(state: ForgeState): Pick<Forge, 'addUser' | 'addTeam' | 'user' | 'deleteUser' | 'addToken' | 'tip'> {
  return {
    addUser: (user) => addAccount(state, user),
    addTeam: (team) => addTeam(state, team),
    user: (login) => accountOf(state, login),
    deleteUser(login) {
      accountOf(state, login).deleted = true;
    },
    addToken(login) {
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      state.tokens.set(token, accountOf(state, login));
      return token;
    },
    tip: (branch = state.repository.defaultBranch) => tipOf(state, branch),
  };
}

type Turn = <T>(act: () => Promise<T>) => Promise<T>;

function actsOf(state: ForgeState, turn: Turn): Omit<Forge, 'state' | keyof ReturnType<typeof peopleOf>> {
  return {
    commit: (request) => turn(() => pulls.commitTo(state, request)),
    openPullRequest: (request) => turn(() => pulls.openPullRequest(state, request)),
    pushTo: (pullRequest, request) => turn(() => pulls.pushToPullRequest(state, pullRequest, request)),
    forcePush: (pullRequest, request) =>
      turn(() => pulls.pushToPullRequest(state, pullRequest, request, { rewrite: true })),
    updateBranch: (pullRequest, request) => turn(() => pulls.updateBranch(state, pullRequest, request)),
    retarget: (pullRequest, request) => turn(() => pulls.retarget(state, pullRequest, request)),
    openIssue: (request) => openIssue(state, request),
    review: (pullRequest, request) => submitReview(state, pullRequest, request),
    dismiss: (reviewId, request) => dismissReview(state, reviewId, request),
    merge: (pullRequest, request) => turn(() => mergePullRequest(state, pullRequest, request)),
    directPush: ({ branch = state.repository.defaultBranch, commit, by, at }) =>
      turn(async () => {
        await updateRef(state.repository, `refs/heads/${branch}`, commit);
        await noteMovement(state, { branch, after: commit, actor: accountOf(state, by), at: moment(state, at) });
      }),
    createBranch: ({ branch, commit, by, at }) =>
      turn(async () => {
        if (state.knownBranches.has(branch)) return false;
        await updateRef(state.repository, `refs/heads/${branch}`, commit);
        await noteMovement(state, { branch, after: commit, actor: accountOf(state, by), at: moment(state, at) });
        return true;
      }),
    deleteBranch: (branch, { by, at }) =>
      turn(async () => {
        await deleteRef(state.repository, `refs/heads/${branch}`);
        await noteMovement(state, { branch, after: undefined, actor: accountOf(state, by), at: moment(state, at) });
      }),
    addRun(run) {
      const added = {
        attempt: 1,
        status: 'in_progress',
        conclusion: null,
        startedAt: state.clock.now(),
        ...run,
      } as const;
      state.runs.push(added);
      return added;
    },
    noteGitPushes: (login) => turn(() => noteGitPushes(state, login)),
  };
}

/** Lets acts happen one after the other: two at once would read branches that the other is moving. */
function inTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const next = last.then(act, act);
    last = next.catch(() => {});
    return next;
  };
}

/** Writes the repository's first commit. */
export async function writeFirstCommit({ state }: Forge, files: FileChanges): Promise<void> {
  const branch = state.repository.defaultBranch;
  const after = await writeCommit(state.repository, {
    ref: `refs/heads/${branch}`,
    parents: [],
    files,
    author: WEB_FLOW,
    committer: WEB_FLOW,
    authoredAt: state.foundedAt,
    committedAt: state.foundedAt,
    message: 'Start the control repository',
  });
  await noteMovement(state, { branch, after, actor: accountOf(state, WEB_FLOW.login), at: state.foundedAt });
}
