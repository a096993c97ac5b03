import type { BareRepository } from './bare-repository.ts';
import { askOfObjects, lines } from './bare-repository.ts';
import type { Signature } from './write-commit.ts';

/** A commit as git has it. */
export interface CommitObject {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature & { readonly at: Date };
  readonly committer: Signature & { readonly at: Date };
  readonly message: string;
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'];
const FIELD_END = '\u001F';

/** Commits never change, so each list of them is read once. */
const READ = new Map<string, Promise<CommitObject[]>>();

/** Reads commits in the order given. */
export async function readCommits(repository: BareRepository, shas: readonly string[]): Promise<CommitObject[]> {
  if (shas.length === 0) return [];
  const key = shas.join(' ');
  const commits = READ.get(key) ?? read(repository, shas);
  READ.set(key, commits);
  return commits.catch((error: unknown) => {
    READ.delete(key);
    throw error;
  });
}

async function read(repository: BareRepository, shas: readonly string[]): Promise<CommitObject[]> {
  const format = FIELDS.join('%x1f');
  const args = ['log', '-z', '--no-walk=unsorted', '--stdin', `--format=tformat:${format}`];
  const output = await repository.run(args, { input: `${shas.join('\n')}\n` });
  return output
    .split('\0')
    .filter((entry) => entry !== '')
    .map(toCommit);
}

function toCommit(entry: string): CommitObject {
  const [sha = '', tree = '', parents = '', an = '', ae = '', at = '', cn = '', ce = '', ct = '', ...rest] =
    entry.split(FIELD_END);
  return {
    sha,
    tree,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name: an, email: ae, at: new Date(Number(at) * 1000) },
    committer: { name: cn, email: ce, at: new Date(Number(ct) * 1000) },
    message: rest.join(FIELD_END).replace(/\n+$/, ''),
  };
}

/** One entry of a tree. */
export interface TreeObject {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number | undefined;
  readonly path: string;
}

/** The entries of a tree or commit, with everything below where `recursive`; below `path` where it is given. */
export async function readTree(
  repository: BareRepository,
  treeish: string,
  { recursive = false, path }: { recursive?: boolean; path?: string } = {},
): Promise<TreeObject[]> {
  const below = path === undefined ? [] : ['--', path];
  const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), treeish, ...below];
  const question = ['--literal-pathspecs', ...args];
  const byId = /^[0-9a-f]{40}$/.test(treeish);
  const output = byId
    ? await askOfObjects(repository, question, { mayBeEmpty: true })
    : await repository.bytes(question);
  return output
    .toString()
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [mode = '', type = '', sha = '', size = '-'] = entry.slice(0, entry.indexOf('\t')).split(/ +/);
      const bytes = size === '-' ? undefined : Number(size);
      return { mode, type, sha, size: bytes, path: entry.slice(entry.indexOf('\t') + 1) };
    });
}

/** The type of an object; undefined where the repository has none of that id. */
export async function objectType(repository: BareRepository, sha: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const answer = await askOfObjects(repository, ['cat-file', '-t', sha], { expect: [1, 128] });
  return lines(answer.toString())[0];
}

/** The bytes of a blob. */
export async function readBlob(repository: BareRepository, sha: string): Promise<Buffer> {
  return askOfObjects(repository, ['cat-file', 'blob', sha], { mayBeEmpty: true });
}
