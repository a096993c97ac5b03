import { toWholeSeconds } from '../clock.ts';
import { accountOfEmail, WEB_FLOW } from '../forge/accounts.ts';
import { resolveCommit } from '../git/bare-repository.ts';
import { readCommits, type CommitObject, type TreeObject } from '../git/read-commits.ts';
import { EMPTY_TREE, readDiff, type FileDifference } from '../git/read-diff.ts';
import { userOrNull } from './account-json.ts';
import { addressesOf, nodeId, notFound, type Data, type GitHubServer } from './wire.ts';

/** A commit as lists show it. */
export type ListedCommit = Data<'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits'>[number];

/** A changed file, in a commit or a pull request. */
export type DiffEntry = Data<'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'>[number];

/** A commit with the accounts that its addresses match; null where they match nobody. */
export function listedCommit(server: GitHubServer, commit: CommitObject): ListedCommit {
  const { api, html } = addressesOf(server);
  const url = `${api}/commits/${commit.sha}`;
  const account = (email: string) => userOrNull(server, accountOfEmail(server.forge.state, email) ?? null);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    commit: {
      author: gitUser(commit.author),
      committer: gitUser(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verification(commit),
    },
    url,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
  };
}

/** A commit as git has it, without anybody's account. */
export function gitCommit(
  server: GitHubServer,
  commit: CommitObject,
): Data<'GET /repos/{owner}/{repo}/git/commits/{commit_sha}'> {
  const { api, html } = addressesOf(server);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: gitUser(commit.author),
    committer: gitUser(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification: verification(commit),
  };
}

function gitUser({ name, email, at }: CommitObject['author']) {
  return { name, email, date: toWholeSeconds(at) };
}

/** GitHub signs what it commits itself; nothing else here is signed. */
function verification({ committer }: CommitObject) {
  const verified = committer.email === WEB_FLOW.email;
  return {
    verified,
    reason: verified ? 'valid' : 'unsigned',
    signature: verified ? '-----BEGIN PGP SIGNATURE-----\n…\n-----END PGP SIGNATURE-----' : null,
    payload: verified ? '…' : null,
    verified_at: verified ? toWholeSeconds(committer.at) : null,
  };
}

/** One commit with its files. Throws GitHub's 422 for a name that is no commit. */
export async function singleCommit(
  server: GitHubServer,
  name: string,
): Promise<Data<'GET /repos/{owner}/{repo}/commits/{ref}'>> {
  const { repository } = server.forge.state;
  const sha = await resolveCommit(repository, name);
  const [commit] = sha === undefined ? [] : await readCommits(repository, [sha]);
  if (!commit) throw notFound(`No commit found for SHA: ${name}`);
  const differences = await readDiff(repository, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const files = differences.map((difference) => diffEntry(server, difference, commit.sha));
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return { ...listedCommit(server, commit), files, stats: { additions, deletions, total: additions + deletions } };
}

/** A changed file with the addresses of its content in a commit. */
export function diffEntry(server: GitHubServer, difference: FileDifference, commit: string): DiffEntry {
  const { api, html } = addressesOf(server);
  const path = difference.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: difference.blob,
    filename: difference.path,
    status: difference.status,
    additions: difference.additions,
    deletions: difference.deletions,
    changes: difference.additions + difference.deletions,
    blob_url: `${html}/blob/${commit}/${path}`,
    raw_url: `${html}/raw/${commit}/${path}`,
    contents_url: `${api}/contents/${path}?ref=${commit}`,
    ...(difference.previousPath === undefined ? {} : { previous_filename: difference.previousPath }),
  };
}

/** A tree with its entries. */
export function treeJson(
  server: GitHubServer,
  sha: string,
  entries: readonly TreeObject[],
): Data<'GET /repos/{owner}/{repo}/git/trees/{tree_sha}'> {
  const { api } = addressesOf(server);
  const tree = entries.map(({ path, mode, type, sha, size }) => {
    const url = `${api}/git/${type === 'tree' ? 'trees' : 'blobs'}/${sha}`;
    return { path, mode, type, sha, url, ...(size === undefined ? {} : { size }) };
  });
  return { sha, url: `${api}/git/trees/${sha}`, tree, truncated: false };
}
