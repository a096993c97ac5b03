import type { Account, ChangedFile, RepositoryRole, TeamMembership } from '../ports/github.ts';
import type { Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';

/**
 * Everything git and GitHub showed about how one request's bytes came to the default branch. Gathered once, judged by
 * predicates, plain JSON throughout so that a record can hold it and a later reader can judge it again.
 */
export interface ApprovalEvidence {
  readonly path: string;
  /** The blob that landed: the bytes everything else is compared with. */
  readonly blob: string;
  readonly landing: LandingCommit;
  /** Null where GitHub, asked twice, knows no merged pull request that brought the landing commit. */
  readonly pullRequest: Reading<PullRequestEvidence | null>;
}

/** The last first-parent commit of the default branch that changed the path. */
export interface LandingCommit {
  readonly commit: string;
  /** Null for a root commit. */
  readonly firstParent: string | null;
  readonly committedAt: Timestamp;
}

/** What GitHub and git show about one pull request. */
export interface PullRequestEvidence {
  readonly number: number;
  /** Null for a deleted account. */
  readonly author: Account | null;
  /** Null for a pull request that is still open. */
  readonly mergedAt: Timestamp | null;
  /** The complete list of files. */
  readonly files: Reading<readonly ChangedFile[]>;
  /** The pull request's own commits that changed this file, and who stands behind each. */
  readonly changes: Reading<readonly FileChange[]>;
  /** Who pushed a change to this file to the pull request's branch; unknown where GitHub does not tell. */
  readonly pushes: Reading<readonly FilePush[]>;
  /** When the base branch was last changed; null where it never was. */
  readonly baseChangedAt: Reading<Timestamp | null>;
  readonly reviews: Reading<readonly ReviewEvidence[]>;
  /** The account that the file's `requestedBy` names; null where the file has none. */
  readonly requestedBy: Reading<Account | null>;
}

/** A commit of the pull request that changed the file. */
export interface FileChange {
  readonly commit: string;
  readonly people: readonly Contributor[];
}

/** Somebody named by a commit; unknown where no account could be matched. */
export interface Contributor {
  readonly role: 'author' | 'committer' | 'co-author';
  readonly account: Reading<Account>;
}

/** A push that changed the file. */
export interface FilePush {
  readonly commit: string;
  readonly actor: Account;
}

/** A review with the bytes it was made on. */
export interface ReviewEvidence {
  readonly id: number;
  readonly user: Account | null;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string | null;
  /** The file's blob at the reviewed commit; null where the file was not in it. */
  readonly blob: Reading<string | null>;
  readonly submittedAt: Timestamp;
  /** What the reviewer may do now. */
  readonly standing: Standing;
}

/** An account's rights at the time of the run. */
export interface Standing {
  readonly role: Reading<RepositoryRole>;
  /** Whom the login belongs to now: another id means it was registered again by somebody else. */
  readonly loginBelongsTo: number | null;
  readonly teams: Readonly<Record<string, Reading<TeamMembership>>>;
}
