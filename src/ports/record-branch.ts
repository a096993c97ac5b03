import type { Timestamp } from '../support/timestamp.ts';

/**
 * What is read of a tenant's records branch on origin (`reinstate/records/<tenant>`). Nothing reachable from here can
 * write. Throws UnavailableError or MissingRightError.
 */
export interface RecordReader {
  /** The tenants that have a records branch on origin, in order. */
  tenants(): Promise<readonly string[]>;
  /** Fetches the branch as it is now; a branch that does not exist yet is an empty snapshot. */
  open(tenant: string): Promise<RecordSnapshot>;
  /** A file of the snapshot, with the last commit that changed it; undefined where there is none. */
  read(snapshot: RecordSnapshot, path: string): Promise<StoredFile | undefined>;
  /** The same for many files at the cost of one walk; a path that the snapshot does not have is left out. */
  readAll(snapshot: RecordSnapshot, paths: readonly string[]): Promise<ReadonlyMap<string, StoredFile>>;
  /**
   * Commits that settled or claimed something since a moment, newest first, as their trailers tell; one about several
   * requests is there for each of them. Those of others than runs are there too, with what they changed.
   */
  log(snapshot: RecordSnapshot, since: Timestamp): Promise<readonly LoggedCommit[]>;
}

/**
 * A tenant's records branch, written too. Pushes are compare-and-swap and never forced. Throws ConfigurationError where
 * other branch names stand in the way.
 */
export interface RecordBranch extends RecordReader {
  /**
   * Adds the changes as one commit each, in order, in one push. `lost` means that somebody else pushed first and
   * nothing of this was taken; it carries the branch as it is now.
   */
  push(snapshot: RecordSnapshot, commits: readonly RecordCommit[]): Promise<PushOutcome>;
}

/** A records branch as it was read once. */
export interface RecordSnapshot {
  readonly tenant: string;
  /** The branch's commit; null where there is no branch yet. */
  readonly head: string | null;
  /** Every file of the branch and its blob. */
  readonly files: ReadonlyMap<string, string>;
}

/** A file of a snapshot. */
export interface StoredFile {
  /** Empty for what is no file or longer than 1 MiB: neither can be a record. */
  readonly bytes: Uint8Array;
  readonly commit: string;
  readonly committedAt: Timestamp;
}

/**
 * One commit to be: files given by their bytes or by a blob that is already here, and paths at which nothing is to be. A blob
 * that is not here is left out: a record that somebody forged may name any.
 */
export interface RecordCommit {
  readonly message: string;
  readonly files: readonly (
    | { readonly path: string; readonly bytes: Uint8Array }
    | { readonly path: string; readonly blob: string }
    | { readonly path: string; readonly gone: true }
  )[];
}

/** A commit of a records branch with its trailers about one request. */
export interface LoggedCommit {
  readonly commit: string;
  readonly committedAt: Timestamp;
  /** Trailer keys as written, for example `Request` and `Phase`; the last value of a repeated key. */
  readonly trailers: Readonly<Record<string, string>>;
  /** The paths that it changed, where no run made it. */
  readonly changed?: readonly string[];
}

/** Whether a push won; either way the branch as it is now. */
export type PushOutcome =
  | { readonly kind: 'pushed'; readonly snapshot: RecordSnapshot }
  | { readonly kind: 'lost'; readonly snapshot: RecordSnapshot };
