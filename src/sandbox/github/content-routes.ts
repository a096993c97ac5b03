import { resolveCommit } from '../git/bare-repository.ts';
import { objectType, readBlob, readCommits, readTree, type TreeObject } from '../git/read-commits.ts';
import type { SystemApp } from '../system-app.ts';
import { gitCommit, singleCommit, treeJson } from './commit-json.ts';
import { addressesOf, notFound, type Data, type GitHubServer } from './wire.ts';

/** Commits and what is in them; any commit the repository has is served, reachable or not. */
export function addContentRoutes(app: SystemApp, server: GitHubServer): void {
  const { repository } = server.forge.state;

  app.get('/repos/:owner/:repo/commits/:ref{.+}', async (c) => c.json(await singleCommit(server, c.req.param('ref'))));

  app.get('/repos/:owner/:repo/contents/:path{.*}', async (c) => {
    const ref = c.req.query('ref') ?? repository.defaultBranch;
    const commit = await resolveCommit(repository, ref);
    if (commit === undefined) throw notFound(`No commit found for the ref ${ref}`);
    const path = c.req.param('path').replace(/\/$/, '');
    if (path === '') return c.json(await directory(server, commit, ref, ''));
    const [entry] = await readTree(repository, commit, { path });
    if (!entry) throw notFound();
    if (entry.type === 'tree') return c.json(await directory(server, commit, ref, `${path}/`));
    if (!c.req.header('accept')?.includes('raw')) return c.json(await contentFile(server, entry, ref));
    const bytes = Uint8Array.from(await readBlob(repository, entry.sha));
    return c.body(bytes, 200, { 'content-type': 'application/vnd.github.raw; charset=utf-8' });
  });

  app.get('/repos/:owner/:repo/git/trees/:tree{.+}', async (c) => {
    const name = c.req.param('tree');
    const isTree = (await objectType(repository, name)) === 'tree';
    const treeish = isTree ? name : await resolveCommit(repository, name);
    if (treeish === undefined) throw notFound();
    const sha = (await repository.run(['rev-parse', `${treeish}^{tree}`])).trim();
    const entries = await readTree(repository, sha, { recursive: c.req.query('recursive') !== undefined });
    return c.json(treeJson(server, sha, entries));
  });

  app.get('/repos/:owner/:repo/git/commits/:sha', async (c) => {
    const sha = c.req.param('sha');
    const [commit] = (await objectType(repository, sha)) === 'commit' ? await readCommits(repository, [sha]) : [];
    if (!commit) throw notFound();
    return c.json(gitCommit(server, commit));
  });

  app.get('/repos/:owner/:repo/git/blobs/:sha', async (c) => {
    const sha = c.req.param('sha');
    if ((await objectType(repository, sha)) !== 'blob') throw notFound();
    const bytes = await readBlob(repository, sha);
    const url = `${addressesOf(server).api}/git/blobs/${sha}`;
    const content = toLines(bytes);
    const blob = { sha, node_id: sha, size: bytes.length, url, content, encoding: 'base64' };
    return c.json(blob satisfies Data<'GET /repos/{owner}/{repo}/git/blobs/{file_sha}'>);
  });
}

type Contents = Data<'GET /repos/{owner}/{repo}/contents/{path}'>;

async function directory(server: GitHubServer, commit: string, ref: string, path: string): Promise<Contents> {
  const entries = await readTree(server.forge.state.repository, commit, path === '' ? {} : { path });
  return entries.map((entry) => {
    const type = entry.type === 'tree' ? 'dir' : fileType(entry.mode);
    return { type, ...contentFields(server, entry, ref) };
  });
}

async function contentFile(server: GitHubServer, entry: TreeObject, ref: string): Promise<Contents> {
  const fields = contentFields(server, entry, ref);
  const type = fileType(entry.mode);
  const { html } = addressesOf(server);
  if (type === 'submodule') return { type, ...fields, submodule_git_url: `${html}-${entry.sha.slice(0, 7)}.git` };
  const bytes = await readBlob(server.forge.state.repository, entry.sha);
  if (type === 'symlink') return { type, ...fields, target: bytes.toString() };
  return { type, encoding: 'base64', content: toLines(bytes), ...fields };
}

function fileType(mode: string): 'file' | 'symlink' | 'submodule' {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

type ContentFields = Omit<
  Extract<Data<'GET /repos/{owner}/{repo}/contents/{path}'>, { type: 'file' }>,
  'type' | 'encoding' | 'content'
>;

function contentFields(server: GitHubServer, entry: TreeObject, ref: string): ContentFields {
  const { api, html } = addressesOf(server);
  const encoded = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${api}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const page = `${html}/${entry.type === 'tree' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  return {
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: page,
    git_url: git,
    download_url: entry.type === 'blob' ? `${html}/raw/${ref}/${encoded}` : null,
    _links: { self, git, html: page },
  };
}

/** GitHub breaks base64 into lines of sixty characters. */
function toLines(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{1,60}/g, '$&\n');
}
