import type { Timestamp } from '../support/timestamp.ts';

/**
 * The control repository as git objects of origin, never as a work tree. Throws ConfigurationError for a repository
 * that can't be trusted to show real history (grafts, replace refs), UnavailableError where origin can't be reached.
 */
export interface ControlRepository {
  /** Fetches origin and returns the tip of its default branch. */
  fetchTip(): Promise<Tip>;
  /** Everything below `unblock-requests/` in a commit, in path order. */
  requestTree(commit: string): Promise<readonly TreeEntry[]>;
  /** Every file, link and submodule below a folder of a commit, in path order. */
  filesBelow(commit: string, folder: string): Promise<readonly TreeEntry[]>;
  /** The entry at a path of a commit; undefined where the path is absent. The commit must be known here. */
  entryAt(commit: string, path: string): Promise<TreeEntry | undefined>;
  /** A blob's size in bytes: ask before reading what anybody may have pushed. */
  blobSize(blob: string): Promise<number>;
  /** The bytes of a blob. UnavailableError for one longer than 1 MiB. */
  readBlob(blob: string): Promise<Uint8Array>;
  /** The last first-parent commit of `tip` that changed the path; undefined where none ever did. */
  landingCommit(tip: string, path: string): Promise<Landing | undefined>;
  /** The landing commits of many paths in one walk; a path that no commit ever changed is left out. */
  landingCommits(tip: string, paths: readonly string[]): Promise<ReadonlyMap<string, PathLanding>>;
  /** First-parent ancestors of `commit`, itself first, at most `count`. */
  firstParents(commit: string, count: number): Promise<readonly CommitParents[]>;
  /** Brings a pull request's head here, once a run, and returns its commit; undefined where origin has no such ref. */
  fetchPullRequestHead(number: number): Promise<string | undefined>;
  /** Whether a commit is here, after trying to fetch it by id. */
  fetchCommit(commit: string): Promise<boolean>;
  /** A commit that is here. Throws NotFoundError for any other. */
  commitInfo(commit: string): Promise<CommitInfo>;
}

/** The newest commit of the default branch. */
export interface Tip {
  readonly branch: string;
  readonly commit: string;
}

/** A file as a tree holds it. */
export interface TreeEntry {
  readonly path: string;
  /** As git prints it: `100644` is the only mode of a request. */
  readonly mode: string;
  readonly blob: string;
}

/** How a path came to the default branch last. */
export interface Landing {
  readonly commit: string;
  /** Undefined for a root commit. */
  readonly firstParent: string | undefined;
  readonly committedAt: Timestamp;
}

/** The same, and whether that commit put a file where nothing was. */
export interface PathLanding extends Landing {
  readonly added: boolean;
}

/** A commit and where it comes from. */
export interface CommitParents {
  readonly commit: string;
  readonly parents: readonly string[];
}

/** A commit with who made it and what it says. */
export interface CommitInfo extends CommitParents {
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** Who and when, as the commit claims: anybody can write anything there. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Undefined where it can't be read as a time. */
  readonly at: Timestamp | undefined;
}

/** The clone somebody works in, read without any network. */
export interface LocalClone {
  /**
   * Entries below `unblock-requests/` of HEAD that differ from the merge base with `ref`; removed ones are not in it.
   * Throws ConfigurationError for a ref that names no commit here or shares no history.
   */
  changedSince(ref: string): Promise<readonly TreeEntry[]>;
  /** The commit that is checked out. Throws ConfigurationError where there is none yet. */
  headCommit(): Promise<string>;
  /** The address that commits made here carry, as it is configured; undefined where none is. */
  userEmail(): string | undefined;
  entryAt(commit: string, path: string): Promise<TreeEntry | undefined>;
  blobSize(blob: string): Promise<number>;
  readBlob(blob: string): Promise<Uint8Array>;
}
