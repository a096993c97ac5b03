import type { Endpoints } from '@octokit/types';

import { signatureOf, WEB_FLOW } from '../forge/accounts.ts';
import { objectType, readCommits, readTree } from '../git/read-commits.ts';
import { writeBlob, writeLooseCommit, writeTree, type TreeChange } from '../git/write-objects.ts';
import type { SystemApp } from '../system-app.ts';
import { writerOf } from './authenticate.ts';
import { gitCommit, treeJson } from './commit-json.ts';
import { addressesOf, nodeId, notFound, unprocessable, type Data, type GitHubServer } from './wire.ts';

type AskedBlob = Partial<Endpoints['POST /repos/{owner}/{repo}/git/blobs']['parameters']>;
type AskedTree = Partial<Endpoints['POST /repos/{owner}/{repo}/git/trees']['parameters']>;
type AskedCommit = Partial<Endpoints['POST /repos/{owner}/{repo}/git/commits']['parameters']>;
type AskedRef = Partial<Endpoints['POST /repos/{owner}/{repo}/git/refs']['parameters']>;

/** Git's objects and refs, written one by one: what is written is nobody's business until a ref points to it. */
export function addGitDataRoutes(app: SystemApp, server: GitHubServer): void {
  addObjectRoutes(app, server);
  addRefRoutes(app, server);
}

function addObjectRoutes(app: SystemApp, server: GitHubServer): void {
  const { repository, clock } = server.forge.state;

  app.post('/repos/:owner/:repo/git/blobs', async (c) => {
    writerOf(c, server);
    const { content, encoding = 'utf-8' } = await c.req.json<AskedBlob>();
    if (content === undefined) throw unprocessable('Invalid request.\n\n"content" wasn\'t supplied.');
    const sha = await writeBlob(repository, Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
    const url = `${addressesOf(server).api}/git/blobs/${sha}`;
    return c.json({ sha, url } satisfies Data<'POST /repos/{owner}/{repo}/git/blobs'>, 201);
  });

  app.post('/repos/:owner/:repo/git/trees', async (c) => {
    writerOf(c, server);
    const { tree, base_tree: base } = await c.req.json<AskedTree>();
    if (!tree || tree.length === 0) throw unprocessable('Invalid tree info');
    const known = base === undefined || (await objectType(repository, base)) !== undefined;
    if (!known) throw unprocessable('base_tree is not a valid tree oid');
    const changes = await Promise.all(tree.map((entry) => changeOf(server, entry)));
    const sha = await writeTree(repository, base, changes);
    return c.json(treeJson(server, sha, await readTree(repository, sha)), 201);
  });

  app.post('/repos/:owner/:repo/git/commits', async (c) => {
    const actor = writerOf(c, server);
    const asked = await c.req.json<AskedCommit>();
    const { message, tree, parents = [] } = asked;
    if (message === undefined || tree === undefined) throw unprocessable('Invalid request.');
    const types = await Promise.all([tree, ...parents].map((sha) => objectType(repository, sha)));
    if (types[0] !== 'tree') throw unprocessable('Tree SHA does not exist');
    if (types.slice(1).some((type) => type !== 'commit'))
      throw unprocessable('Parent SHA does not exist or is not a commit object');
    const at = clock.now();
    const author = {
      ...signatureOf(actor),
      ...(asked.author && { name: asked.author.name, email: asked.author.email }),
      at,
    };
    // What an App commits without naming anybody, GitHub commits and signs for it.
    const committer = actor.type === 'Bot' && !asked.author ? { ...WEB_FLOW, at } : author;
    const sha = await writeLooseCommit(repository, { tree, parents, message, author, committer });
    const [written] = await readCommits(repository, [sha]);
    if (!written) throw new Error(`git wrote no commit ${sha}`);
    return c.json(gitCommit(server, written), 201);
  });
}

type TreeEntry = NonNullable<AskedTree['tree']>[number];

async function changeOf(server: GitHubServer, { path, mode = '100644', sha, content }: TreeEntry): Promise<TreeChange> {
  const { repository } = server.forge.state;
  if (path === undefined || path === '' || path.startsWith('/'))
    throw unprocessable('tree.path contains a malformed path component');
  if (sha !== undefined && content !== undefined) throw unprocessable('Must supply either tree.sha or tree.content');
  if (content !== undefined) return { path, mode, sha: await writeBlob(repository, Buffer.from(content)) };
  if (sha === undefined) throw unprocessable('Must supply either tree.sha or tree.content');
  if (sha !== null && (await objectType(repository, sha)) === undefined)
    throw unprocessable(`tree.sha ${sha} is not a valid blob`);
  return { path, mode, sha };
}

function addRefRoutes(app: SystemApp, server: GitHubServer): void {
  const { repository, knownBranches } = server.forge.state;

  app.get('/repos/:owner/:repo/git/ref/:ref{.+}', (c) => {
    const branch = branchOf(`refs/${c.req.param('ref')}`);
    const tip = branch === undefined ? undefined : knownBranches.get(branch);
    if (branch === undefined || tip === undefined) throw notFound();
    return c.json(refJson(server, branch, tip));
  });

  app.post('/repos/:owner/:repo/git/refs', async (c) => {
    const { login: by } = writerOf(c, server);
    const { ref = '', sha = '' } = await c.req.json<AskedRef>();
    const branch = branchOf(ref);
    if (branch === undefined)
      throw unprocessable("Reference name must start with 'refs/' and have at least two slashes");
    if ((await objectType(repository, sha)) !== 'commit') throw unprocessable('Object does not exist');
    if (inTheWay(branch, [...knownBranches.keys()])) throw unprocessable('Reference update failed');
    if (!(await server.forge.createBranch({ branch, commit: sha, by })))
      throw unprocessable('Reference already exists');
    return c.json(refJson(server, branch, sha), 201);
  });

  app.delete('/repos/:owner/:repo/git/refs/:ref{.+}', async (c) => {
    const { login: by } = writerOf(c, server);
    const branch = branchOf(`refs/${c.req.param('ref')}`);
    if (branch === undefined || !knownBranches.has(branch)) throw unprocessable('Reference does not exist');
    await server.forge.deleteBranch(branch, { by });
    return c.body(null, 204);
  });
}

function branchOf(ref: string): string | undefined {
  return /^refs\/heads\/(.+)$/.exec(ref)?.[1];
}

/** Git keeps refs as files and folders, so `a` and `a/b` can't both be there. */
function inTheWay(branch: string, others: readonly string[]): boolean {
  return others.some((other) => other.startsWith(`${branch}/`) || branch.startsWith(`${other}/`));
}

function refJson(server: GitHubServer, branch: string, sha: string): Data<'GET /repos/{owner}/{repo}/git/ref/{ref}'> {
  const { api } = addressesOf(server);
  const ref = `refs/heads/${branch}`;
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: `${api}/git/${ref}`,
    object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
  };
}
