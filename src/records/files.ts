import { differing, overlaid } from '../support/overlaid.ts';
import { NAME } from '../request/request-path.ts';

/** Files of a records branch by path, each with its blob. There may be very many: nothing here makes paths to look them up. */
type Files = ReadonlyMap<string, string>;

/** What the files of a branch say by their names. */
export interface Marked {
  /** Settled requests and the blob each was settled with. */
  readonly settled: ReadonlyMap<string, string>;
  /** Names of records without a mark. */
  readonly open: readonly string[];
}

const RECORDS = 'records/';
const RECORD_END = '.json';
const MARKS = 'settled/';
const MARK_START = 'settled/00/'.length;
const MARK_END = '.yaml';
const FOLDERS = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** Where the record of a request is. */
export function recordPath(name: string): string {
  return `${RECORDS}${name}${RECORD_END}`;
}

/**
 * Where a settled request is marked, with the very blob it was settled with. Spread over 256 folders, as git writes a
 * folder whole for one file in it; by the name, so that it is found without looking through them.
 */
export function markPath(name: string): string {
  return `${MARKS}${FOLDERS[spread(name)]}/${name}${MARK_END}`;
}

/** The lowest byte of FNV-1a (Fowler, Noll and Vo) over the name. */
function spread(name: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01_00_01_93);
  }
  return hash & 0xff;
}

/** Tells settled requests from open ones. A mark without its record does not count. */
export function readMarks(files: Files): Marked {
  const settled = new Map<string, string>();
  for (const [path, blob] of files) {
    const name = markedName(path);
    if (name !== undefined) settled.set(name, blob);
  }
  const open: string[] = [];
  let marked = 0;
  for (const path of files.keys()) {
    const name = textBetween(path, RECORDS.length, RECORDS, RECORD_END);
    if (name === undefined) continue;
    if (settled.has(name)) marked += 1;
    else if (NAME.test(name)) open.push(name);
  }
  // Looked for only where there is one: to make so many paths takes longer than all of the above.
  const alone = marked === settled.size ? [] : [...settled.keys()].filter((name) => !files.has(recordPath(name)));
  for (const name of alone) settled.delete(name);
  return { settled, open };
}

/** The same for a later reading of a branch of which an earlier one is known. */
export function readMarksAgain(before: Files, known: Marked, after: Files): Marked {
  const paths = [...differing(before, after)];
  const names = new Set(paths.flatMap((path) => recordedName(path) ?? markedName(path) ?? []));
  const settled = new Map<string, string | undefined>();
  const open = new Set(known.open);
  for (const name of names) {
    const isRecorded = after.has(recordPath(name));
    const mark = isRecorded ? after.get(markPath(name)) : undefined;
    settled.set(name, mark);
    if (isRecorded && mark === undefined) open.add(name);
    else open.delete(name);
  }
  return { settled: overlaid(known.settled, settled), open: [...open] };
}

/** The request whose record is at a path; undefined for a path that is no record's. */
export function recordedName(path: string): string | undefined {
  const name = textBetween(path, RECORDS.length, RECORDS, RECORD_END);
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** The request that a path marks as settled; undefined for a path that is no request's mark. */
export function markedName(path: string): string | undefined {
  const name = textBetween(path, MARK_START, MARKS, MARK_END);
  if (name === undefined || !NAME.test(name)) return undefined;
  return path.startsWith(`${FOLDERS[spread(name)]}/`, MARKS.length) ? name : undefined;
}

function textBetween(path: string, from: number, start: string, end: string): string | undefined {
  return path.startsWith(start) && path.endsWith(end) ? path.slice(from, -end.length) : undefined;
}
