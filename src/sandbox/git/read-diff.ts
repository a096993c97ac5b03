import type { BareRepository } from './bare-repository.ts';

/** One changed file between two trees, renames found the way git finds them. */
export interface FileDifference {
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly path: string;
  readonly previousPath: string | undefined;
  /** The blob after the change, or before it where the file was removed. */
  readonly blob: string;
  readonly additions: number;
  readonly deletions: number;
}

/** The id of git's empty tree, which a root commit is compared with. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const STATUS = new Map<string, FileDifference['status']>([
  ['A', 'added'],
  ['D', 'removed'],
  ['M', 'modified'],
  ['R', 'renamed'],
  ['C', 'copied'],
]);

/** Every file that differs between two commits or trees, in path order. */
export async function readDiff(repository: BareRepository, from: string, to: string): Promise<FileDifference[]> {
  const compare = ['diff-tree', '-r', '-z', '--find-renames'];
  const raw = await repository.run([...compare, '--raw', from, to]);
  const counted = await repository.run([...compare, '--numstat', from, to]);
  const counts = readCounts(counted.split('\0'));
  return readRaw(raw.split('\0')).map((difference) => ({
    ...difference,
    ...(counts.get(difference.path) ?? { additions: 0, deletions: 0 }),
  }));
}

function readRaw(tokens: string[]): Omit<FileDifference, 'additions' | 'deletions'>[] {
  const differences = [];
  for (let i = 0; i + 1 < tokens.length;) {
    const [, , before = '', after = '', letters = ''] = (tokens[i] ?? '').split(' ');
    const letter = letters.slice(0, 1);
    const moved = letter === 'R' || letter === 'C';
    const path = tokens[i + (moved ? 2 : 1)] ?? '';
    differences.push({
      status: STATUS.get(letter) ?? ('changed' as const),
      path,
      previousPath: moved ? tokens[i + 1] : undefined,
      blob: letter === 'D' ? before : after,
    });
    i += moved ? 3 : 2;
  }
  return differences;
}

function readCounts(tokens: string[]): Map<string, { additions: number; deletions: number }> {
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (let i = 0; i < tokens.length;) {
    const [additions = '', deletions = '', path = ''] = (tokens[i] ?? '').split('\t');
    // A rename has its two paths in tokens of their own; a binary file's counts are dashes.
    const target = path === '' ? (tokens[i + 2] ?? '') : path;
    if (target !== '') counts.set(target, { additions: Number(additions) || 0, deletions: Number(deletions) || 0 });
    i += path === '' ? 3 : 1;
  }
  return counts;
}
