import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

const AUTHOR = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@contoso.com'];
const FILES = { 'unblock-requests/contoso/alice.yaml': 'kind: UnblockRequest\n' };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  sandbox.forge.addUser({ login: 'octocat', email: 'octocat@contoso.com' });
});
afterEach(() => sandbox.close());

async function commitIn(folder: string, path: string, text: string): Promise<void> {
  await writeFile(join(folder, path), text);
  await sandbox.git(['add', path], folder);
  await sandbox.git([...AUTHOR, 'commit', '--quiet', '--message', `Change ${path}`], folder);
}

it('clones and pushes over HTTPS with the token in no file', async () => {
  const folder = await sandbox.clone();
  expect((await sandbox.git(['remote', 'get-url', 'origin'], folder)).trim()).toBe(sandbox.remoteUrl);
  expect(await readFile(join(folder, '.git/config'), 'utf8')).not.toMatch(/extraheader|@127/i);
  await commitIn(folder, 'README.md', 'hello\n');
  await sandbox.git(['push', '--quiet', 'origin', 'HEAD:refs/heads/reinstate/records/contoso'], folder);
  const head = (await sandbox.git(['rev-parse', 'HEAD'], folder)).trim();
  expect(sandbox.forge.tip('reinstate/records/contoso')).toBe(head);
  expect(sandbox.forge.state.pushes.at(-1)).toMatchObject({
    ref: 'refs/heads/reinstate/records/contoso',
    after: head,
    kind: 'branch_creation',
    actor: { login: 'github-actions[bot]' },
  });
});

it('sends what a push is too large to hold in one piece', async () => {
  const folder = await sandbox.clone();
  // More than git's http.postBuffer of one MiB, and nothing that compresses: git then sends chunks.
  await commitIn(folder, 'noise.txt', randomBytes(1_500_000).toString('base64'));
  await sandbox.git(['push', '--quiet', 'origin', 'HEAD:refs/heads/noise'], folder);
  expect(sandbox.forge.tip('noise')).toMatch(/^[0-9a-f]{40}$/);
});

it('asks for the token, for reading too', async () => {
  const response = await fetch(`${sandbox.remoteUrl}/info/refs?service=git-upload-pack`);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
  const folder = await sandbox.clone();
  const token = sandbox.forge.addToken('octocat');
  await expect(sandbox.git(['fetch', '--quiet'], folder)).resolves.toBe('');
  sandbox.forge.state.tokens.clear();
  await expect(sandbox.git(['fetch', '--quiet'], folder)).rejects.toThrow(/could not read Username|401/);
  expect(token).not.toBe('');
});

it('refuses a push that lost a race', async () => {
  const [first, second] = [await sandbox.clone(), await sandbox.clone()];
  await commitIn(first, 'a.txt', 'a\n');
  await commitIn(second, 'b.txt', 'b\n');
  await sandbox.git(['push', '--quiet', 'origin', 'HEAD:main'], first);
  await expect(sandbox.git(['push', '--quiet', 'origin', 'HEAD:main'], second)).rejects.toThrow(/rejected/);
});

it('keeps pull requests refs: readable, following pushes, and closed to clients', async () => {
  const pullRequest = await sandbox.forge.openPullRequest({ author: 'octocat', files: FILES, branch: 'alice' });
  const folder = await sandbox.clone();
  const fetchHead = async () => {
    await sandbox.git(['fetch', '--quiet', 'origin', 'refs/pull/1/head'], folder);
    return (await sandbox.git(['rev-parse', 'FETCH_HEAD'], folder)).trim();
  };
  expect(await fetchHead()).toBe(pullRequest.headSha);
  await sandbox.git(['checkout', '--quiet', 'alice'], folder);
  await commitIn(folder, 'more.txt', 'more\n');
  await sandbox.git(['push', '--quiet', 'origin', 'alice'], folder);
  const pushed = (await sandbox.git(['rev-parse', 'alice'], folder)).trim();
  expect(await fetchHead()).toBe(pushed);
  expect(pullRequest.headSha).toBe(pushed);
  await expect(sandbox.git(['push', '--quiet', 'origin', 'HEAD:refs/pull/9/head'], folder)).rejects.toThrow(/rejected/);
});

it.each([
  { servesAnyCommit: true, answer: 'fetched' },
  { servesAnyCommit: false, answer: expect.stringMatching(/not our ref|unadvertised/) },
])(
  'serves a commit that no ref reaches only where it is told to: $servesAnyCommit',
  async ({ servesAnyCommit, answer }) => {
    await using world = await startSandbox({ servesAnyCommit });
    world.forge.addUser({ login: 'octocat' });
    const pullRequest = await world.forge.openPullRequest({ author: 'octocat', files: FILES });
    const abandoned = pullRequest.headSha;
    await world.forge.forcePush(pullRequest, { author: 'octocat', files: { 'other.txt': 'other\n' } });
    const folder = await world.clone();
    const fetched = await world.git(['fetch', '--quiet', 'origin', abandoned], folder).then(() => 'fetched', String);
    expect(fetched).toEqual(answer);
  },
);
