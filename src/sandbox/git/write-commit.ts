import type { BareRepository } from './bare-repository.ts';

/** Who a commit says wrote it: nothing checks it, as with any commit. */
export interface Signature {
  readonly name: string;
  readonly email: string;
}

/** What a commit does to one path: text or bytes, a mode of its own (symlink, submodule), or null to delete it. */
export type FileChange = string | Uint8Array | { readonly mode: string; readonly content: string } | null;

/** Paths and what becomes of them; null removes one. */
export type FileChanges = Readonly<Record<string, FileChange>>;

/** A commit to be written. */
export interface NewCommit {
  /** The ref that is moved to the commit, whatever it held. */
  readonly ref: string;
  readonly parents: readonly string[];
  /** The tree to start from; the first parent's where it is left out. */
  readonly tree?: string;
  readonly files?: FileChanges;
  readonly author: Signature;
  readonly committer: Signature;
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly message: string;
}

/** Writes a commit through `git fast-import`, which needs no work tree and takes names and dates as they come. */
export async function writeCommit(repository: BareRepository, commit: NewCommit): Promise<string> {
  const [first, ...others] = commit.parents;
  const parts: (string | Uint8Array)[] = [
    `commit ${commit.ref}\nmark :1\n`,
    `author ${identity(commit.author, commit.authoredAt)}\n`,
    `committer ${identity(commit.committer, commit.committedAt)}\n`,
    ...data(commit.message),
    ...(first === undefined ? [] : [`from ${first}\n`]),
    ...others.map((parent) => `merge ${parent}\n`),
    ...(commit.tree === undefined ? [] : [`M 040000 ${commit.tree} ""\n`]),
    ...Object.entries(commit.files ?? {}).flatMap(([path, change]) => fileCommand(path, change)),
    '\nget-mark :1\n',
  ];
  if (first === undefined) parts.unshift(`reset ${commit.ref}\n\n`);
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const output = await repository.run(['fast-import', '--quiet', '--force'], { input });
  return output.trim();
}

function identity({ name, email }: Signature, at: Date): string {
  return `${clean(name)} <${clean(email)}> ${Math.floor(at.getTime() / 1000)} +0000`;
}

/** Git drops these characters from names as well. */
function clean(text: string): string {
  return text.replaceAll(/[<>\n]/g, '');
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  return [`data ${Buffer.byteLength(content)}\n`, content, '\n'];
}

function fileCommand(path: string, change: FileChange): (string | Uint8Array)[] {
  const quoted = `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  if (change === null) return [`D ${quoted}\n`];
  if (typeof change === 'string' || change instanceof Uint8Array) {
    return [`M 100644 inline ${quoted}\n`, ...data(change)];
  }
  // A submodule's content is the commit it points to, which is no object of this repository.
  if (change.mode === '160000') return [`M 160000 ${change.content} ${quoted}\n`];
  return [`M ${change.mode} inline ${quoted}\n`, ...data(change.content)];
}
