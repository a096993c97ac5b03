import type { ApprovalSources } from './sources.ts';

/** The file's blob at a commit: from git where the commit is here or can be fetched, else from GitHub's API. */
export async function blobAt(
  commit: string,
  path: string,
  { git, github }: Pick<ApprovalSources, 'git' | 'github'>,
): Promise<string | null> {
  if (await git.fetchCommit(commit)) return (await git.entryAt(commit, path))?.blob ?? null;
  return (await github.blobAt(commit, path)) ?? null;
}
