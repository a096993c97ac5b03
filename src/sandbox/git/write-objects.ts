import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

import type { BareRepository } from './bare-repository.ts';
import type { Signature } from './write-commit.ts';

/** Writes a blob and returns its id. */
export async function writeBlob(repository: BareRepository, bytes: Uint8Array): Promise<string> {
  return (await repository.run(['hash-object', '-w', '--stdin'], { input: bytes })).trim();
}

/** What becomes of one path of a tree; a null `sha` takes it away. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** Writes a tree that is `base` (nothing where it is undefined) with changes, and returns its id. */
export async function writeTree(
  repository: BareRepository,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  const index = join(repository.folder, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await repository.run(['read-tree', base ?? '--empty'], { env });
    const removed = '0'.repeat(40);
    const input = changes.map(({ path, mode, sha }) => `${sha === null ? '0' : mode} ${sha ?? removed}\t${path}\0`);
    await repository.run(['update-index', '-z', '--index-info'], { env, input: input.join('') });
    return (await repository.run(['write-tree'], { env })).trim();
  } finally {
    await rm(index, { force: true });
  }
}

/** A commit that no ref points to yet. */
export interface LooseCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature & { readonly at: Date };
  readonly committer: Signature & { readonly at: Date };
}

/** Writes a commit and returns its id. */
export async function writeLooseCommit(repository: BareRepository, commit: LooseCommit): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const env = { ...identity('AUTHOR', commit.author), ...identity('COMMITTER', commit.committer) };
  const written = await repository.run(['commit-tree', commit.tree, ...parents], { input: commit.message, env });
  return written.trim();
}

function identity(role: 'AUTHOR' | 'COMMITTER', { name, email, at }: LooseCommit['author']) {
  return {
    [`GIT_${role}_NAME`]: name,
    [`GIT_${role}_EMAIL`]: email,
    [`GIT_${role}_DATE`]: `${Math.floor(at.getTime() / 1000)} +0000`,
  };
}
