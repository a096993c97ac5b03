import type { CommitInfo, Landing, Signature } from '../../ports/control-repository.ts';
import { UnavailableError } from '../../support/errors.ts';
import { toTimestamp, type Timestamp } from '../../support/timestamp.ts';
import { readObjects } from './objects.ts';
import type { GitRunner } from './run-git.ts';

/** Commits by id. Throws NotFoundError for one that is not here. */
export async function readCommits(git: GitRunner, ids: readonly string[]): Promise<ReadonlyMap<string, CommitInfo>> {
  const objects = await readObjects(git, ids);
  return new Map([...objects].map(([id, bytes]) => [id, parseCommit(id, bytes)]));
}

/** Reads a commit object (format: gitformat-commit in git's documentation of `cat-file commit`). */
export function parseCommit(commit: string, bytes: Uint8Array): CommitInfo {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const first = (name: string): string =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  return {
    commit,
    parents: headers.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length)),
    author: parseSignature(first('author')),
    committer: parseSignature(first('committer')),
    message: end === -1 ? '' : text.slice(end + 2),
  };
}

/** A commit as the landing of something. Throws UnavailableError where its time can't be read. */
export function asLanding({ commit, parents, committer }: CommitInfo): Landing {
  return { commit, firstParent: parents[0], committedAt: commitTime(commit, committer.at) };
}

/** The time of a commit. Throws UnavailableError where it has none that can be read. */
export function commitTime(commit: string, at: Timestamp | undefined): Timestamp {
  if (at === undefined) throw new UnavailableError(`commit ${commit} has no readable time`);
  return at;
}

function parseSignature(line: string): Signature {
  const from = line.indexOf('<');
  const to = line.indexOf('>', from);
  const [, seconds] = /> (\d{1,15}) [+-]\d{4}$/.exec(line) ?? [];
  return {
    name: from === -1 ? line : line.slice(0, from).trim(),
    email: from === -1 || to === -1 ? '' : line.slice(from + 1, to),
    at: seconds === undefined ? undefined : momentOf(Number(seconds)),
  };
}

function momentOf(seconds: number): Timestamp | undefined {
  const moment = new Date(seconds * 1_000);
  // Years beyond 9999 print in another width, and timestamps are compared as text.
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > 9_999 ? undefined : toTimestamp(moment);
}
