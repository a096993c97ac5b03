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
  /** The entry at a path of a commit; undefined where the path is absent. The commit must be known here. */
  entryAt(commit: string, path: string): Promise<TreeEntry | undefined>;
  /** The bytes of a blob. */
  readBlob(blob: string): Promise<Uint8Array>;
  /** The last first-parent commit of `tip` that changed the path; undefined where none ever did. */
  landingCommit(tip: string, path: string): Promise<Landing | undefined>;
  /** First-parent ancestors of `commit`, itself first, at most `count`. */
  firstParents(commit: string, count: number): Promise<readonly CommitParents[]>;
  /** Brings a pull request's head here and returns its commit; undefined where origin has no such ref. */
  fetchPullRequestHead(number: number): Promise<string | undefined>;
  /** Whether a commit is here, after trying to fetch it by id. */
  fetchCommit(commit: string): Promise<boolean>;
}

export interface Tip {
  readonly branch: string;
  readonly commit: string;
}

export interface TreeEntry {
  readonly path: string;
  /** As git prints it: `100644` is the only mode of a request. */
  readonly mode: string;
  readonly blob: string;
}

export interface Landing {
  readonly commit: string;
  /** Undefined for a root commit. */
  readonly firstParent: string | undefined;
  readonly committedAt: Timestamp;
}

export interface CommitParents {
  readonly commit: string;
  readonly parents: readonly string[];
}
