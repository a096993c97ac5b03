import type { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { octokitOf, REPOSITORY } from './callers.ts';

const PATH = 'unblock-requests/contoso/alice.yaml';

let sandbox: Sandbox;
let octokit: Octokit;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  octokit = octokitOf(sandbox);
  sandbox.forge.addUser({ login: 'octocat', email: 'octocat@contoso.com' });
});
afterEach(() => sandbox.close());

describe('a branch made of objects that were written one by one', () => {
  const ref = 'refs/heads/unblock/alice';

  async function written() {
    const { data: base } = await octokit.git.getRef({ ...REPOSITORY, ref: 'heads/main' });
    const { data: parent } = await octokit.git.getCommit({ ...REPOSITORY, commit_sha: base.object.sha });
    const { data: blob } = await octokit.git.createBlob({
      ...REPOSITORY,
      content: Buffer.from('b: ä\n').toString('base64'),
      encoding: 'base64',
    });
    const entry = { mode: '100644', type: 'blob' } as const;
    const { data: tree } = await octokit.git.createTree({
      ...REPOSITORY,
      base_tree: parent.tree.sha,
      tree: [
        { ...entry, path: PATH, content: 'a: ä\n' },
        { ...entry, path: 'unblock-requests/contoso/bob.yaml', sha: blob.sha },
      ],
    });
    const parents = [base.object.sha];
    return octokit.git.createCommit({ ...REPOSITORY, message: 'Two requests', tree: tree.sha, parents });
  }

  it('becomes a pull request with exactly these bytes beside what was there', async () => {
    const { data: commit } = await written();
    expect((await octokit.git.createRef({ ...REPOSITORY, ref, sha: commit.sha })).status).toBe(201);
    const opening = { ...REPOSITORY, title: 'Unblock', head: 'unblock/alice', base: 'main' };
    const { data: opened } = await octokit.pulls.create(opening);
    expect(opened).toMatchObject({ commits: 1, changed_files: 2, head: { sha: commit.sha } });
    const folder = await sandbox.clone();
    expect(await sandbox.git(['show', `${commit.sha}:${PATH}`], folder)).toBe('a: ä\n');
    expect(await sandbox.git(['show', `${commit.sha}:unblock-requests/contoso/bob.yaml`], folder)).toBe('b: ä\n');
    expect(await sandbox.git(['diff', '--name-status', 'origin/main', commit.sha], folder)).not.toContain('D\t');
    await expect(octokit.pulls.create(opening)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('A pull request already exists for contoso:unblock/alice.'),
    });
  });

  it('is by whoever owns the token; what an App commits, GitHub signs', async () => {
    const { data: byApp } = await written();
    expect(byApp).toMatchObject({ committer: { email: 'noreply@github.com' }, verification: { verified: true } });
    octokit = octokitOf({ ...sandbox, env: { ...sandbox.env, GITHUB_TOKEN: sandbox.forge.addToken('octocat') } });
    const { data: byPerson } = await written();
    expect(byPerson).toMatchObject({
      author: { email: 'octocat@contoso.com' },
      committer: { email: 'octocat@contoso.com' },
    });
    expect((await octokit.users.getAuthenticated()).data.login).toBe('octocat');
  });

  it('is refused where its name is taken, in the way, or points nowhere, and can be taken away once', async () => {
    const { data: commit } = await written();
    const create = async (name: string, sha = commit.sha) =>
      octokit.git.createRef({ ...REPOSITORY, ref: name, sha }).then(
        ({ status }) => status,
        ({ message }: Error) => message,
      );
    expect(await create(ref)).toBe(201);
    expect(await create(ref)).toContain('Reference already exists');
    expect(await create('refs/heads/unblock')).toContain('Reference update failed');
    expect(await create('unblock')).toContain('Reference name');
    expect(await create('refs/heads/other', 'f'.repeat(40))).toContain('Object does not exist');
    const named = { ...REPOSITORY, ref: 'heads/unblock/alice' };
    expect((await octokit.git.deleteRef(named)).status).toBe(204);
    await expect(octokit.git.deleteRef(named)).rejects.toMatchObject({ status: 422 });
    await expect(octokit.git.getRef(named)).rejects.toMatchObject({ status: 404 });
  });

  it('can not be made by somebody who may only read, nor may an App ask who it is', async () => {
    await expect(octokit.users.getAuthenticated()).rejects.toMatchObject({ status: 403 });
    sandbox.forge.addUser({ login: 'reader', role: 'read' });
    octokit = octokitOf({ ...sandbox, env: { ...sandbox.env, GITHUB_TOKEN: sandbox.forge.addToken('reader') } });
    await expect(written()).rejects.toMatchObject({ status: 404 });
  });
});
