import type { TreeEntry } from '../../ports/control-repository.ts';
import { InternalError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { locally } from './git-errors.ts';
import type { GitRunner } from './run-git.ts';

/** The longest blob that is read: sixteen times what a request may have. */
export const LONGEST_BLOB = 1024 * 1024;

/** An object's kind and size in bytes. */
export interface ObjectHeader {
  readonly type: string;
  readonly size: number;
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Passes a full object id through. Throws InternalError for anything else, so that no text becomes an option. */
export function objectId(id: string): string {
  if (!OBJECT_ID.test(id)) throw new InternalError(`not an object id: ${JSON.stringify(id)}`);
  return id;
}

/** Kind and size of objects, in order; undefined for one that is not here. */
export async function objectHeaders(
  git: GitRunner,
  ids: readonly string[],
): Promise<readonly (ObjectHeader | undefined)[]> {
  if (ids.length === 0) return [];
  const printed = await locally('look up objects', () => git.bytes(['cat-file', '--batch-check'], idLines(ids)));
  const lines = Buffer.from(printed).toString('utf8').trimEnd().split('\n');
  if (lines.length !== ids.length) throw new UnavailableError('git looked up another number of objects than asked');
  return lines.map((line) => parseHeader(line));
}

/** Bytes of objects by id, each once. Throws NotFoundError for one that is not here. */
export async function readObjects(git: GitRunner, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const printed = Buffer.from(await locally('read objects', () => git.bytes(['cat-file', '--batch'], idLines(wanted))));
  const read = new Map<string, Uint8Array>();
  let position = 0;
  for (const id of wanted) {
    const end = printed.indexOf('\n', position);
    const header = parseHeader(printed.toString('utf8', position, end === -1 ? undefined : end));
    if (header === undefined) throw new NotFoundError(`object ${id} is not in this repository`);
    const from = end + 1;
    if (from + header.size > printed.length) throw new UnavailableError(`object ${id} could not be read whole`);
    read.set(id, printed.subarray(from, from + header.size));
    position = from + header.size + 1;
  }
  return read;
}

/** A blob's size in bytes. Throws NotFoundError where there is no such blob here. */
export async function blobSize(git: GitRunner, blob: string): Promise<number> {
  const [header] = await objectHeaders(git, [objectId(blob)]);
  if (header?.type !== 'blob') throw new NotFoundError(`blob ${blob} is not in this repository`);
  return header.size;
}

/** A blob's bytes. Throws NotFoundError where it is not here, UnavailableError where it is longer than {@link LONGEST_BLOB}. */
export async function readBlob(git: GitRunner, blob: string): Promise<Uint8Array> {
  const size = await blobSize(git, blob);
  if (size > LONGEST_BLOB) throw new UnavailableError(`blob ${blob} has ${size} bytes, too many to be read`);
  const bytes = (await readObjects(git, [blob])).get(blob);
  if (bytes === undefined) throw new NotFoundError(`blob ${blob} is not in this repository`);
  return bytes;
}

/** Every entry below a folder of a commit, in path order. */
export async function listTree(git: GitRunner, commit: string, folder: string): Promise<readonly TreeEntry[]> {
  return parseEntries(await printTree(git, commit, ['--', `${folder}/`]));
}

/** Shows every entry of a commit, in path order. */
export async function visitTree(git: GitRunner, commit: string, visit: EntryVisitor): Promise<void> {
  visitEntries(await printTree(git, commit, []), visit);
}

async function printTree(git: GitRunner, commit: string, pathspec: readonly string[]): Promise<string> {
  return locally(`list the files of commit ${commit}`, () =>
    git.text(['ls-tree', '-r', '-t', '-z', '--full-tree', objectId(commit), ...pathspec]),
  );
}

/** What one commit has otherwise than another: the entries that are new or differ, and paths at which nothing or another kind of entry is. */
export async function changedEntries(
  git: GitRunner,
  from: string,
  to: string,
): Promise<{ readonly gone: readonly string[]; readonly entries: readonly TreeEntry[] }> {
  const args = ['diff-tree', '-r', '-t', '-z', '--raw', '--full-index', '--no-renames', objectId(from), objectId(to)];
  const printed = await locally(`compare commit ${from} with ${to}`, () => git.text(args));
  const fields = printed.split('\0').slice(0, -1);
  const gone: string[] = [];
  const entries: TreeEntry[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const [, mode, , blob, status] = fields[index]?.split(' ') ?? [];
    const path = fields[index + 1];
    if (path === undefined || mode === undefined || blob === undefined || status === undefined) {
      throw new UnavailableError('git compared two trees in a way that is not known here');
    }
    if (status === 'D') gone.push(path);
    else entries.push({ path, mode, blob });
  }
  return { gone, entries };
}

/** The entry at exactly this path of a commit; undefined where there is none, or where no tree can hold the path. */
export async function entryAt(git: GitRunner, commit: string, path: string): Promise<TreeEntry | undefined> {
  if (!isTreePath(path)) return undefined;
  const printed = await locally(`look up a path of commit ${commit}`, () =>
    git.text(['ls-tree', '-z', '--full-tree', objectId(commit), '--', path]),
  );
  return parseEntries(printed).find((entry) => entry.path === path);
}

/** Whether a path could stand in a tree: relative, with nothing in it that git or a file system would resolve away. */
export function isTreePath(path: string): boolean {
  const segments = path.split('/');
  return !path.includes('\0') && segments.every((segment) => !['', '.', '..'].includes(segment));
}

/** Whether an entry is a folder and not a file, link or submodule. */
export function isFolder({ mode }: Pick<TreeEntry, 'mode'>): boolean {
  return mode === '040000';
}

function parseEntries(printed: string): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  visitEntries(printed, (path, blob, mode) => entries.push({ path, blob, mode }));
  return entries;
}

/** What is told of one entry; no object, as a hundred thousand entries are not rare. */
export type EntryVisitor = (path: string, blob: string, mode: string) => void;

/** Entries as `git ls-tree -z` prints them: `<mode> <type> <id>`, a tab, and the path to the next NUL. */
function visitEntries(printed: string, visit: EntryVisitor): void {
  for (let from = 0, end = printed.indexOf('\0'); end !== -1; from = end + 1, end = printed.indexOf('\0', from)) {
    const afterMode = printed.indexOf(' ', from);
    const afterType = printed.indexOf(' ', afterMode + 1);
    const tab = printed.indexOf('\t', afterType + 1);
    if (tab > end || tab === -1) throw new UnavailableError('git listed a tree in a way that is not known here');
    visit(printed.slice(tab + 1, end), printed.slice(afterType + 1, tab), printed.slice(from, afterMode));
  }
}

function parseHeader(line: string): ObjectHeader | undefined {
  const [, type, size] = /^[0-9a-f]+ (\S+) (\d+)$/.exec(line) ?? [];
  return type === undefined ? undefined : { type, size: Number(size) };
}

function idLines(ids: readonly string[]): Uint8Array {
  return Buffer.from(ids.map((id) => `${objectId(id)}\n`).join(''));
}
