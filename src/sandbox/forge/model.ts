import type { Endpoints } from '@octokit/types';

import type { SandboxClock } from '../clock.ts';
import type { BareRepository } from '../git/bare-repository.ts';
import type { ForgeSettings } from './settings.ts';

/** What somebody may do in the repository, from nothing to everything. */
export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** An account of the forge. Scenarios may change it: a new role holds from the next request on. */
export interface ForgeAccount {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Bot' | 'Organization' | 'Mannequin';
  readonly name: string;
  /** Commits with one of these are matched to the account; so are GitHub's noreply addresses of it. */
  emails: readonly string[];
  role: Role;
  /** The name of a custom role that extends `role`. */
  customRole?: string;
  /** GitHub shows null where a deleted account was. */
  deleted: boolean;
}

/** A team of the owner. */
export interface ForgeTeam {
  readonly id: number;
  readonly slug: string;
  /** The slug of the team above it, whose members its members are too. */
  readonly parent: string | undefined;
  readonly members: Map<string, { readonly state: 'active' | 'pending'; readonly role: 'member' | 'maintainer' }>;
}

/** A pull request with everything that ever happened to it. */
export interface ForgePullRequest {
  readonly number: number;
  readonly id: number;
  readonly author: ForgeAccount;
  readonly title: string;
  readonly body: string | null;
  readonly headBranch: string;
  /** Where the head branch lives; a deleted fork keeps only `refs/pull/<n>/head`. */
  headRepository: 'same' | 'fork' | 'deleted';
  headSha: string;
  baseBranch: string;
  /** The base's tip: the one at the merge or closing once that happened. */
  baseSha: string;
  state: 'open' | 'closed';
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  mergedAt: Date | null;
  mergedBy: ForgeAccount | null;
  /** Before the merge GitHub's test merge, null where it conflicts. */
  mergeCommitSha: string | null;
  readonly events: ForgeEvent[];
}

/** Something in a pull request's timeline beside commits and reviews. */
export interface ForgeEvent {
  readonly id: number;
  readonly event:
    'base_ref_changed' | 'head_ref_force_pushed' | 'merged' | 'closed' | 'review_dismissed' | 'head_ref_deleted';
  readonly actor: ForgeAccount;
  readonly at: Date;
  readonly commit: string | null;
  readonly review?: ForgeReview;
}

/** What a review says, in GitHub's words. */
export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'PENDING' | 'DISMISSED';

/** A review as it stands now: a dismissal rewrites its state. */
export interface ForgeReview {
  readonly id: number;
  readonly pullRequest: number;
  readonly author: ForgeAccount;
  /** A dismissal rewrites it; GitHub adds no second review. */
  state: ReviewState;
  /** Null once the commit was collected as garbage. */
  commit: string | null;
  readonly submittedAt: Date;
  readonly body: string;
}

/** How a branch moved, in the words of GitHub's activity log. */
export type PushKind = 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';

/** One movement of a branch. */
export interface ForgePush {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly kind: PushKind;
  readonly actor: ForgeAccount;
  readonly at: Date;
}

/** An issue. */
export interface ForgeIssue {
  readonly number: number;
  readonly id: number;
  readonly author: ForgeAccount;
  readonly title: string;
  /** Whoever may triage can change it, and nothing then shows that he did. */
  body: string;
  state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly createdAt: Date;
  updatedAt: Date;
}

/** A comment on a pull request. */
export interface ForgeComment {
  readonly id: number;
  readonly issue: number;
  readonly author: ForgeAccount;
  body: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** What a client says about a check run: first all of it, later what changed. */
export type CheckRunFields = Endpoints['POST /repos/{owner}/{repo}/check-runs']['parameters'];

/** A check run as its creator described it. */
export interface ForgeCheckRun {
  readonly id: number;
  readonly headSha: string;
  readonly author: ForgeAccount;
  fields: CheckRunFields;
  readonly createdAt: Date;
}

/** One attempt of a workflow run. */
export interface ForgeRun {
  readonly id: number;
  readonly attempt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | null;
  readonly startedAt: Date;
}

/** Everything the forge knows beside the repository's objects. */
export interface ForgeState {
  readonly repository: BareRepository;
  readonly clock: SandboxClock;
  readonly owner: string;
  readonly name: string;
  readonly repositoryId: number;
  private: boolean;
  readonly foundedAt: Date;
  readonly accounts: ForgeAccount[];
  readonly teams: ForgeTeam[];
  readonly tokens: Map<string, ForgeAccount>;
  readonly pullRequests: ForgePullRequest[];
  readonly issues: ForgeIssue[];
  readonly reviews: ForgeReview[];
  readonly pushes: ForgePush[];
  readonly comments: ForgeComment[];
  readonly checkRuns: ForgeCheckRun[];
  readonly runs: ForgeRun[];
  readonly settings: ForgeSettings;
  /** How many commits and files of a pull request are listed; a scenario may lower GitHub's numbers. */
  readonly listed: { commits: number; files: number };
  /** Where each branch was when the forge last looked. */
  readonly knownBranches: Map<string, string>;
  /** A number never used before. */
  nextId(): number;
}
