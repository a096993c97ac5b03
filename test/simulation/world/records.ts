import type { RecordCommit } from '../../../src/ports/record-branch.ts';
import { blobId, idOf } from './names.ts';

/** A file of a records branch and the commit that wrote it. */
export interface RecordFile {
  readonly blob: string;
  readonly bytes: Uint8Array;
  readonly commit: string;
}

/** A commit of a records branch. */
export interface BranchCommit {
  readonly id: string;
  readonly parent: string | null;
  readonly files: ReadonlyMap<string, RecordFile>;
  readonly message: string;
  /** As its author's clock had it, to the second. */
  readonly committedAtMs: number;
}

/** The records branch of one tenant on origin. */
export interface SimBranch {
  readonly tenant: string;
  /** Oldest first; what is here stays here. */
  readonly commits: BranchCommit[];
}

/** The newest commit of a branch. */
export function headOf({ commits }: SimBranch): BranchCommit | undefined {
  return commits.at(-1);
}

/** The commit a snapshot was taken at. */
export function commitOfBranch({ commits }: SimBranch, id: string | null): BranchCommit | undefined {
  return commits.findLast((commit) => commit.id === id);
}

/** Appends commits to a branch. Whether they may be is asked before. */
export function append(
  branch: SimBranch,
  added: readonly RecordCommit[],
  committedAtMs: number,
  contentOf: (blob: string) => Uint8Array,
): readonly BranchCommit[] {
  return added.map(({ message, files: written }) => {
    const parent = headOf(branch);
    const files = new Map(parent?.files);
    const id = idOf(0x4000_0000 + branch.commits.length + branch.tenant.length * 0x1_0000);
    for (const file of written) {
      if ('gone' in file) {
        files.delete(file.path);
        continue;
      }
      const bytes = 'bytes' in file ? file.bytes : contentOf(file.blob);
      files.set(file.path, { bytes, blob: 'blob' in file ? file.blob : blobId(bytes), commit: id });
    }
    const commit = { id, parent: parent?.id ?? null, files, message, committedAtMs };
    branch.commits.push(commit);
    return commit;
  });
}

/** The trailers of a commit's message. */
export function trailersOf(commit: Pick<BranchCommit, 'message'>): Readonly<Record<string, string>> {
  return Object.fromEntries(pairsOf(commit));
}

/** The same for each request that a commit is about, with what it says of all before the first. */
export function trailersByRequest(commit: Pick<BranchCommit, 'message'>): readonly Readonly<Record<string, string>>[] {
  const [common = [], ...requests] = pairsOf(commit).reduce<(readonly [string, string])[][]>(
    ([...parts], pair) => {
      if (pair[0] === 'Request') parts.push([pair]);
      else parts.at(-1)?.push(pair);
      return parts;
    },
    [[]],
  );
  return (requests.length === 0 ? [[]] : requests).map((one) => Object.fromEntries([...common, ...one]));
}

function pairsOf({ message }: Pick<BranchCommit, 'message'>): readonly (readonly [string, string])[] {
  const block = message.trimEnd().split('\n\n').slice(1).at(-1) ?? '';
  return block.split('\n').flatMap((line): (readonly [string, string])[] => {
    const [, key, value] = /^([A-Za-z-]+): (.*)$/u.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value]];
  });
}
