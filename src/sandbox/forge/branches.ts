import { toDate, type Moment } from '../clock.ts';
import { commitsBetween, deleteRef, isAncestor, mergeTrees, readRefs, updateRef } from '../git/bare-repository.ts';
import { writeCommit } from '../git/write-commit.ts';
import { ACTIONS_BOT, findAccount, signatureOf, WEB_FLOW } from './accounts.ts';
import type { ForgeAccount, ForgePullRequest, ForgeState, PushKind } from './model.ts';

const NOTHING = '0'.repeat(40);

/** A branch that has moved, and who moved it. */
export interface Movement {
  readonly branch: string;
  /** The commit it points to now; undefined where it was deleted. */
  readonly after: string | undefined;
  readonly actor: ForgeAccount;
  readonly at: Date;
  /** Told by the refs themselves where it is left out. */
  readonly kind?: PushKind;
}

/** The tip of a branch. Throws where there is no such branch. */
export function tipOf(state: ForgeState, branch: string): string {
  const tip = state.knownBranches.get(branch);
  if (tip === undefined) throw new Error(`the repository has no branch ${branch}`);
  return tip;
}

/** A scenario's moment, or now. */
export function moment(state: ForgeState, at: Moment | undefined): Date {
  return at === undefined ? state.clock.now() : toDate(at);
}

/** Takes note of a branch that moved: its push history, and what that does to the pull requests on it. */
export async function noteMovement(state: ForgeState, movement: Movement): Promise<void> {
  const { branch, after, actor, at } = movement;
  const before = state.knownBranches.get(branch);
  if (before === after) return;
  const rewound = before !== undefined && after !== undefined && !(await isAncestor(state.repository, before, after));
  const kind = movement.kind ?? kindOf(before, after, rewound);
  if (after === undefined) state.knownBranches.delete(branch);
  else state.knownBranches.set(branch, after);
  const ref = `refs/heads/${branch}`;
  state.pushes.push({ id: state.nextId(), ref, before: before ?? NOTHING, after: after ?? NOTHING, kind, actor, at });
  if (after === undefined) {
    closeHeadless(state, movement);
    return;
  }
  for (const pullRequest of openPullRequests(state)) {
    if (pullRequest.headRepository === 'same' && pullRequest.headBranch === branch) {
      await moveHead(state, pullRequest, { after, actor, at, rewound });
    }
    if (pullRequest.baseBranch === branch && before !== undefined) {
      await noteIndirectMerge(state, pullRequest, { before, after, actor, at });
    }
  }
}

function kindOf(before: string | undefined, after: string | undefined, rewound: boolean): PushKind {
  if (before === undefined) return 'branch_creation';
  if (after === undefined) return 'branch_deletion';
  return rewound ? 'force_push' : 'push';
}

function openPullRequests(state: ForgeState): ForgePullRequest[] {
  return state.pullRequests.filter((pullRequest) => pullRequest.state === 'open');
}

/** GitHub closes what has lost its head branch. */
function closeHeadless(state: ForgeState, { branch, actor, at }: Movement): void {
  for (const pullRequest of openPullRequests(state)) {
    if (pullRequest.headRepository !== 'same' || pullRequest.headBranch !== branch) continue;
    Object.assign(pullRequest, { state: 'closed', closedAt: at, updatedAt: at } satisfies Partial<ForgePullRequest>);
    const event = { actor, at, commit: null };
    pullRequest.events.push(
      { id: state.nextId(), event: 'head_ref_deleted', ...event },
      { id: state.nextId(), event: 'closed', ...event },
    );
  }
}

/** Brings an open pull request to a new head commit, its refs included. */
export async function moveHead(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  { after, actor, at, rewound }: { after: string; actor: ForgeAccount; at: Date; rewound: boolean },
): Promise<void> {
  pullRequest.headSha = after;
  pullRequest.updatedAt = at;
  if (rewound) {
    pullRequest.events.push({ id: state.nextId(), event: 'head_ref_force_pushed', actor, at, commit: after });
  }
  await updateRef(state.repository, `refs/pull/${pullRequest.number}/head`, after);
  await testMerge(state, pullRequest);
}

/** What GitHub shows as the merge commit before there is one: what merging would give, or null for a conflict. */
export async function testMerge(state: ForgeState, pullRequest: ForgePullRequest): Promise<void> {
  const ref = `refs/pull/${pullRequest.number}/merge`;
  const base = tipOf(state, pullRequest.baseBranch);
  pullRequest.baseSha = base;
  try {
    const tree = await mergeTrees(state.repository, base, pullRequest.headSha);
    pullRequest.mergeCommitSha = await writeCommit(state.repository, {
      ref,
      parents: [base, pullRequest.headSha],
      tree,
      author: signatureOf(pullRequest.author),
      committer: WEB_FLOW,
      authoredAt: pullRequest.updatedAt,
      committedAt: pullRequest.updatedAt,
      message: `Merge ${pullRequest.headSha} into ${base}`,
    });
  } catch {
    pullRequest.mergeCommitSha = null;
    await deleteRef(state.repository, ref);
  }
}

/** GitHub marks a pull request as merged once its head is reachable from its base, whoever brought it there. */
async function noteIndirectMerge(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  { before, after, actor, at }: { before: string; after: string; actor: ForgeAccount; at: Date },
): Promise<void> {
  if (!(await isAncestor(state.repository, pullRequest.headSha, after))) return;
  const arrived = await commitsBetween(state.repository, { from: before, to: after, firstParent: true });
  const through = await firstThatReaches(state, arrived, pullRequest.headSha);
  closeAsMerged(state, pullRequest, { commit: through ?? after, base: before, by: actor, at });
}

async function firstThatReaches(state: ForgeState, commits: string[], head: string): Promise<string | undefined> {
  for (const commit of commits) {
    if (await isAncestor(state.repository, head, commit)) return commit;
  }
  return undefined;
}

/** Closes a pull request with the commit that merged it. */
export function closeAsMerged(
  state: ForgeState,
  pullRequest: ForgePullRequest,
  { commit, base, by, at }: { commit: string; base: string; by: ForgeAccount; at: Date },
): void {
  Object.assign(pullRequest, {
    state: 'closed',
    baseSha: base,
    mergeCommitSha: commit,
    mergedAt: at,
    closedAt: at,
    updatedAt: at,
    mergedBy: by,
  } satisfies Partial<ForgePullRequest>);
  pullRequest.events.push(
    { id: state.nextId(), event: 'merged', actor: by, at, commit },
    { id: state.nextId(), event: 'closed', actor: by, at, commit: null },
  );
}

/** Notices what pushes over git did to the branches since the forge last looked. */
export async function noteGitPushes(state: ForgeState, login: string): Promise<void> {
  const actor = findAccount(state, login) ?? findAccount(state, ACTIONS_BOT.login);
  if (!actor) throw new Error(`a push came from nobody: ${login}`);
  const branches = new Map<string, string>();
  for (const [ref, commit] of await readRefs(state.repository)) {
    if (ref.startsWith('refs/heads/')) branches.set(ref.slice('refs/heads/'.length), commit);
  }
  for (const branch of new Set([...branches.keys(), ...state.knownBranches.keys()])) {
    await noteMovement(state, { branch, after: branches.get(branch), actor, at: state.clock.now() });
  }
}
