import type { RecordCommit } from '../../ports/record-branch.ts';
import { locally } from './git-errors.ts';
import { objectId } from './objects.ts';
import { dataOf, recordPathOf, type ImportedCommit } from './record-commits.ts';
import type { GitRunner } from './run-git.ts';

const FOLDER = 'records/';

/** `git fast-import` looks for each file among all that its folder holds: a hundred thousand take half a minute. */
const MOST_FILES = 1_000;

type RecordFile = RecordCommit['files'][number];

/**
 * The commits of one push as they are imported: where the first changes very many records, with their folder as a whole in
 * place of each of them. The same commit comes of it.
 */
export async function withFolder(
  git: GitRunner,
  parent: string | null,
  commits: readonly RecordCommit[],
): Promise<readonly ImportedCommit[]> {
  const [first, ...rest] = commits;
  const records = first?.files.filter(({ path }) => path.startsWith(FOLDER)) ?? [];
  if (first === undefined || records.length <= MOST_FILES) return commits;
  const others = first.files.filter(({ path }) => !path.startsWith(FOLDER));
  const tree = await writeFolder(git, parent, records);
  return [{ ...first, files: [{ path: FOLDER.slice(0, -1), tree }, ...others] }, ...rest];
}

async function writeFolder(git: GitRunner, parent: string | null, records: readonly RecordFile[]): Promise<string> {
  const [blobs, kept] = await Promise.all([writeBlobs(git, records), keptEntries(git, parent, records)]);
  const lines = [...kept, ...records.flatMap((file) => entryOf(file, blobs))];
  const input = Buffer.from(lines.map((line) => `${line}\0`).join(''));
  return objectId((await locally('write the records', () => git.text(['mktree', '-z'], input))).trim());
}

function entryOf(file: RecordFile, written: ReadonlyMap<string, string>): readonly string[] {
  const blob = 'blob' in file ? file.blob : written.get(file.path);
  return blob === undefined ? [] : [`100644 blob ${objectId(blob)}\t${recordPathOf(file).slice(FOLDER.length)}`];
}

/** Writes what is given by its bytes. */
async function writeBlobs(git: GitRunner, files: readonly RecordFile[]): Promise<ReadonlyMap<string, string>> {
  const given = files.flatMap((file) => ('bytes' in file ? [file] : []));
  const parts = given.flatMap(({ bytes }, index) => [
    Buffer.from(`blob\nmark :${index + 1}\n`),
    ...dataOf(bytes),
    Buffer.from(`get-mark :${index + 1}\n`),
  ]);
  const stream = Buffer.concat([Buffer.from('feature done\n'), ...parts, Buffer.from('done\n')]);
  const ids = (await locally('write the records', () => git.text(['fast-import', '--quiet'], stream))).split('\n');
  return new Map(given.map(({ path }, index) => [path, ids[index] ?? '']));
}

/** What the folder holds and keeps, whatever it is, as `git mktree` takes it. */
async function keptEntries(
  git: GitRunner,
  parent: string | null,
  changed: readonly RecordFile[],
): Promise<readonly string[]> {
  if (parent === null) return [];
  const printed = await locally('list the records', () =>
    git.text(['ls-tree', '-z', '--full-tree', objectId(parent), '--', FOLDER]),
  );
  const paths = new Set(changed.map(({ path }) => path));
  return printed.split('\0').flatMap((line) => {
    const start = line.indexOf('\t') + 1;
    const path = line.slice(start);
    return path.startsWith(FOLDER) && !paths.has(path) ? [line.slice(0, start) + path.slice(FOLDER.length)] : [];
  });
}
