import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Stats } from 'node:fs';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { SourceFile } from '../policy/validate-files.ts';
import { MAX_BYTES } from '../request/decode.ts';
import { EXECUTABLE_FILE, REGULAR_FILE, REQUESTS_FOLDER } from '../request/request-path.ts';
import { ConfigurationError } from '../support/errors.ts';

const SYMBOLIC_LINK = '120000';
const ROOT_MARKS = [POLICY_PATH, REQUESTS_FOLDER, '.git'];

/** The control repository around a folder: the nearest one that looks like one, else the folder itself. */
export async function findRoot(folder: string): Promise<string> {
  for (let current = folder; ; current = dirname(current)) {
    const marks = await Promise.all(ROOT_MARKS.map((mark) => stat(join(current, mark))));
    if (marks.some((mark) => mark !== undefined)) return current;
    if (dirname(current) === current) return folder;
  }
}

/**
 * The files at `paths` (absolute; folders mean everything in them), or all of `unblock-requests/` where none is named.
 * Links are not followed. Throws ConfigurationError for a path that does not exist or is outside of `root`.
 */
export async function readWorkTree(root: string, paths: readonly string[]): Promise<readonly SourceFile[]> {
  const found = new Map<string, SourceFile>();
  for (const path of paths.length > 0 ? paths : [root]) {
    for (const file of await readPath(root, await chosen(root, path), paths.length > 0)) found.set(file.path, file);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The names of what stands in `unblock-requests/` itself, in order; none where there is no such folder. */
export async function requestFolders(root: string): Promise<readonly string[]> {
  const folder = join(root, REQUESTS_FOLDER);
  const stats = await stat(folder);
  return stats?.isDirectory() === true ? (await readdir(folder)).toSorted() : [];
}

/** A file of the work tree; undefined where there is none. */
export async function readWorkTreeFile(root: string, path: string): Promise<SourceFile | undefined> {
  const absolute = join(root, path);
  const stats = await stat(absolute);
  return stats && readEntry(root, absolute, stats);
}

/** A path from the repository's root, with `/`. Throws ConfigurationError for one outside of it. */
export function fromRoot(root: string, path: string): string {
  const inside = relative(root, resolve(path)).split(sep).join('/');
  if (inside !== '..' && !inside.startsWith('../') && resolve(root, inside) === resolve(path)) return inside;
  throw new ConfigurationError(`${JSON.stringify(path)} is outside of the repository`, {
    hint: 'name files of the control repository',
  });
}

/** The repository's root stands for the folder of the requests: the rest of it is nobody's request. */
async function chosen(root: string, path: string): Promise<string> {
  return fromRoot(root, path) === '' ? join(root, REQUESTS_FOLDER) : path;
}

async function readPath(root: string, path: string, named: boolean): Promise<readonly SourceFile[]> {
  const stats = await stat(path);
  if (stats) {
    const link = await linkOnTheWay(root, path);
    return link ? [{ path: fromRoot(root, path), mode: SYMBOLIC_LINK, bytes: undefined }] : readTree(root, path, stats);
  }
  if (!named || path === join(root, REQUESTS_FOLDER)) return [];
  throw new ConfigurationError(`there is no ${JSON.stringify(fromRoot(root, path))}`, {
    hint: 'name a request file or a folder of them',
  });
}

/** Git knows no file below a link, so whatever is reached through one is no file of the repository. */
async function linkOnTheWay(root: string, path: string): Promise<boolean> {
  const folders: string[] = [];
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) folders.push(folder);
  const stats = await Promise.all(folders.map(stat));
  return stats.some((one) => one?.isSymbolicLink() === true);
}

async function readTree(root: string, path: string, stats: Stats): Promise<readonly SourceFile[]> {
  if (!stats.isDirectory()) return [await readEntry(root, path, stats)];
  const files: SourceFile[] = [];
  for (const name of await readdir(path)) {
    const inner = join(path, name);
    const innerStats = await stat(inner);
    if (innerStats) files.push(...(await readTree(root, inner, innerStats)));
  }
  return files;
}

async function readEntry(root: string, path: string, stats: Stats): Promise<SourceFile> {
  const place = fromRoot(root, path);
  if (stats.isSymbolicLink()) return { path: place, mode: SYMBOLIC_LINK, bytes: undefined };
  if (!stats.isFile())
    return { path: place, mode: (stats.mode & constants.S_IFMT).toString(8).padStart(6, '0'), bytes: undefined };
  const executable = (stats.mode & constants.S_IXUSR) !== 0;
  return { path: place, mode: executable ? EXECUTABLE_FILE : REGULAR_FILE, bytes: await readAtMost(path) };
}

/** The bytes of a file; undefined for one that is larger than any request. It is never read whole to find that out. */
async function readAtMost(path: string): Promise<Uint8Array | undefined> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const buffer = new Uint8Array(MAX_BYTES + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (length > MAX_BYTES) return undefined;
    if (bytesRead === 0) return buffer.slice(0, length);
  }
}

async function stat(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
