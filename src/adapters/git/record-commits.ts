import type { CommitInfo } from '../../ports/control-repository.ts';
import type { RecordCommit } from '../../ports/record-branch.ts';
import { InternalError } from '../../support/errors.ts';
import { objectHeaders, objectId } from './objects.ts';
import type { GitRunner } from './run-git.ts';
import { PUSH_TRAILER, withTrailer, type Trailers } from './trailers.ts';

const NAME = '[a-z0-9][a-z0-9-]{0,62}';
/** Files this program keeps on a records branch: one a request, its mark once settled, and a few such as `drift.json`. */
const RECORD_PATH = new RegExp(`^(?:records/${NAME}\\.json|settled/[0-9a-f]{2}/${NAME}\\.yaml|${NAME}\\.json)$`);
const COMMITTER_EMAIL = 'reinstate@users.noreply.github.com';
const COMMITTER = `Reinstate <${COMMITTER_EMAIL}>`;

/**
 * Whether a run made a commit, by what it tells of itself: whoever mends a record or rewrites a commit by hand leaves his
 * own name in it.
 */
export function madeByRun({ committer }: Pick<CommitInfo, 'committer'>, told: readonly Trailers[]): boolean {
  return committer.email === COMMITTER_EMAIL && told.some(({ Run: run }) => run !== undefined);
}

/** The commits without the files whose blobs are not here: git would refuse all of them for one. */
export async function withBlobsHere(
  git: GitRunner,
  commits: readonly RecordCommit[],
): Promise<readonly RecordCommit[]> {
  const named = commits.flatMap(({ files }) => files.flatMap((file) => ('blob' in file ? [objectId(file.blob)] : [])));
  const headers = await objectHeaders(git, named);
  const missing = new Set(named.filter((_, index) => headers[index]?.type !== 'blob'));
  if (missing.size === 0) return commits;
  return commits.map(({ message, files }) => ({
    message,
    files: files.filter((file) => !('blob' in file && missing.has(file.blob))),
  }));
}

/** A commit as it is imported, in which a folder may be given by its tree. */
export interface ImportedCommit {
  readonly message: string;
  readonly files: readonly (RecordCommit['files'][number] | { readonly path: string; readonly tree: string })[];
}

/** Where the commits of one push start and what they are called. */
export interface ImportFrame {
  /** The commit they grow from; null starts a branch. */
  readonly parent: string | null;
  /** The ref of the scratch repository that is to hold the last one. */
  readonly ref: string;
  readonly epochSeconds: number;
  /**
   * Told in every commit: without it two runs that write the same at the same second would make the same commit, and
   * both would be told that it was theirs that arrived.
   */
  readonly nonce: string;
}

/**
 * The commits as a stream for `git fast-import`, which prints their ids in order. Throws InternalError for a path that is
 * none of ours.
 */
export function importStream(commits: readonly ImportedCommit[], frame: ImportFrame): Uint8Array {
  const parts = commits.flatMap((commit, index) => commitParts(commit, index, frame));
  // Without `done` a stream that was cut off would look complete.
  return Buffer.concat(['feature done\n', ...parts, 'done\n'].map(toBuffer));
}

function commitParts(commit: ImportedCommit, index: number, frame: ImportFrame): readonly (string | Uint8Array)[] {
  const parent = index === 0 ? frame.parent : `:${index}`;
  return [
    `commit ${frame.ref}\nmark :${index + 1}\n`,
    `committer ${COMMITTER} ${frame.epochSeconds} +0000\n`,
    ...dataOf(Buffer.from(withTrailer(commit.message, PUSH_TRAILER, frame.nonce))),
    parent === null ? '' : `from ${parent}\n`,
    ...commit.files.flatMap((file) => fileParts(file)),
    `\nget-mark :${index + 1}\n`,
  ];
}

function fileParts(file: ImportedCommit['files'][number]): readonly (string | Uint8Array)[] {
  if ('tree' in file) return [`M 040000 ${objectId(file.tree)} ${file.path}\n`];
  const path = recordPathOf(file);
  if ('gone' in file) return [`D ${path}\n`];
  if ('blob' in file) return [`M 100644 ${objectId(file.blob)} ${path}\n`];
  return [`M 100644 inline ${path}\n`, ...dataOf(file.bytes)];
}

/** Where a file is to be. Throws InternalError for a path that is none of ours. */
export function recordPathOf({ path }: { readonly path: string }): string {
  if (RECORD_PATH.test(path)) return path;
  throw new InternalError(`not the path of a record: ${JSON.stringify(path)}`);
}

/** Bytes as a stream for `git fast-import` tells them. */
export function dataOf(bytes: Uint8Array): readonly Uint8Array[] {
  return [Buffer.from(`data ${bytes.byteLength}\n`), bytes, Buffer.from('\n')];
}

function toBuffer(part: string | Uint8Array): Uint8Array {
  return typeof part === 'string' ? Buffer.from(part) : part;
}
