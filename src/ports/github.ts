import type { Timestamp } from '../support/timestamp.ts';

/**
 * What Reinstate reads from GitHub, in its own words. Every method throws NotFoundError, MissingRightError or
 * UnavailableError and returns complete data or nothing: a list that GitHub cuts off is an UnavailableError.
 */
export interface GitHubReader {
  /** The repository itself. */
  repository(): Promise<Repository>;
  /** The pull requests GitHub associates with a commit, in no particular order, open ones and those of forks included. */
  pullRequestsOfCommit(commit: string): Promise<readonly PullRequestReference[]>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Every changed file. GitHub lists at most 3,000, so compare with {@link PullRequest.changedFiles}. */
  pullRequestFiles(number: number): Promise<readonly ChangedFile[]>;
  /** Every commit of the pull request. GitHub lists at most 250, so compare with {@link PullRequest.commits}. */
  pullRequestCommits(number: number): Promise<readonly PullRequestCommit[]>;
  /** Every review, oldest first; pending ones are left out. */
  reviews(number: number): Promise<readonly Review[]>;
  /** When the pull request's base branch was changed, oldest first; empty where it never was. */
  baseChanges(number: number): Promise<readonly Timestamp[]>;
  /** The right somebody holds in the repository now. NotFoundError where no such account exists. */
  permission(login: string): Promise<CollaboratorPermission>;
  /** Membership of a team of the repository's owner, child teams included. */
  teamMembership(team: string, login: string): Promise<TeamMembership>;
  /** The account behind a login. NotFoundError where there is none. */
  account(login: string): Promise<Account>;
  /** The pushes to a branch that GitHub still knows, newest first. */
  pushes(branch: string): Promise<readonly Push[]>;
  /** The blob at a path in any commit of the repository, reachable or not; undefined where the path is absent. */
  blobAt(commit: string, path: string): Promise<string | undefined>;
  /** Whether an attempt of a workflow run is over. */
  runAttempt(runId: string, attempt: number): Promise<'running' | 'ended'>;
}

/** Finds pull requests that nobody named. */
export interface OpenPullRequests {
  /** The numbers of those that ask for a merge into this branch, oldest first. Throws like {@link GitHubReader}. */
  openPullRequests(base: string): Promise<readonly number[]>;
}

/** An account as GitHub names it. Identity is the numeric id; a login can be renamed or registered again. */
export interface Account {
  readonly id: number;
  readonly login: string;
  /** `User` is a human; everything else (`Bot`, `Organization`, `Mannequin`, …) is not. */
  readonly type: string;
}

/** The control repository as GitHub knows it. */
export interface Repository {
  readonly id: number;
  readonly defaultBranch: string;
  readonly private: boolean;
}

/** A pull request by its number, which means something only in the repository it belongs to. */
export interface PullRequestReference {
  readonly number: number;
  readonly baseRepositoryId: number;
}

/** A pull request, open or merged. */
export interface PullRequest {
  readonly number: number;
  /** Null for a deleted account. */
  readonly author: Account | null;
  readonly merged: boolean;
  readonly mergedAt: Timestamp | null;
  /** After a merge: the merge or squash commit, or the last of the rebased commits. */
  readonly mergeCommit: string | null;
  readonly baseBranch: string;
  readonly baseRepositoryId: number;
  readonly headBranch: string;
  /** Null where the head's repository (a fork) is gone. */
  readonly headRepositoryId: number | null;
  readonly headCommit: string;
  readonly changedFiles: number;
  readonly commits: number;
}

/** A file a pull request changes. */
export interface ChangedFile {
  readonly path: string;
  readonly status: string;
  /** The former path of a renamed file. */
  readonly previousPath?: string;
}

/** A commit of a pull request with the accounts that GitHub matched; null where it could match none. */
export interface PullRequestCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly author: Account | null;
  readonly authorEmail: string;
  readonly committer: Account | null;
  readonly committerEmail: string;
  readonly message: string;
}

/** A review that was submitted. */
export interface Review {
  readonly id: number;
  readonly user: Account | null;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  /** Null where the commit was garbage-collected or forcibly deleted. */
  readonly commit: string | null;
  readonly submittedAt: Timestamp;
}

/** From nothing to everything. */
export type RepositoryRole = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** What somebody may do in the repository now. */
export interface CollaboratorPermission {
  /** The standard role whose rights the person has; a custom role counts as the standard one it extends. */
  readonly role: RepositoryRole;
  /** Who the login belongs to now; undefined where GitHub does not say. */
  readonly accountId: number | undefined;
}

/** An invitation that was not accepted yet is `pending`, and gives nothing. */
export type TeamMembership = 'active' | 'pending' | 'none';

/** One movement of a branch. */
export interface Push {
  readonly before: string;
  readonly after: string;
  readonly actor: Account | null;
  readonly at: Timestamp;
}
