import type { RecordSnapshot } from '../../ports/record-branch.ts';
import { overlaid } from '../../support/overlaid.ts';
import { changedEntries, isFolder, visitTree } from './objects.ts';
import type { GitRunner } from './run-git.ts';

/** A records branch at a commit, by a listing of all it holds. */
export async function listSnapshot(git: GitRunner, tenant: string, head: string): Promise<RecordSnapshot> {
  const files = new Map<string, string>();
  await visitTree(git, head, (path, blob, mode) => {
    if (isShown({ path, mode })) files.set(path, blob);
  });
  return { tenant, head, files };
}

/**
 * The same branch at another commit, by what git tells apart: a branch holds very many files, and a push changes few.
 * Exactly what a listing of that commit would show.
 */
export async function snapshotFrom(git: GitRunner, before: RecordSnapshot, head: string): Promise<RecordSnapshot> {
  if (before.head === null) return listSnapshot(git, before.tenant, head);
  if (before.head === head) return before;
  const { gone, entries } = await changedEntries(git, before.head, head);
  const changes = new Map<string, string | undefined>(gone.map((path) => [path, undefined]));
  for (const { path, blob } of entries.filter(isShown)) changes.set(path, blob);
  return { tenant: before.tenant, head, files: overlaid(before.files, changes) };
}

/** Files. A folder in a record's place is kept: it is a damaged record, and not one that was never there. */
function isShown(entry: { readonly path: string; readonly mode: string }): boolean {
  return !isFolder(entry) || /^records\/[^/]*\.json$/.test(entry.path);
}
