import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InternalError, NotFoundError, UnavailableError } from '../../../src/support/errors.ts';
import { commit, git, repositories, workspace } from './fixture.ts';

const PATH = 'unblock-requests/contoso/alice.yaml';

describe('trees and blobs', () => {
  it('list what lies below the requests folder and nothing else, with modes', async () => {
    const { clone } = await repositories();
    await commit(clone, {
      [PATH]: 'a',
      'unblock-requests/README.md': 'b',
      'unblock-requests.yaml': 'c',
      'docs/x.md': 'd',
    });
    await git(clone, ['update-index', '--chmod=+x', PATH]);
    const target = await git(clone, ['rev-parse', 'HEAD:docs/x.md']);
    await git(clone, ['update-index', '--add', '--cacheinfo', `120000,${target},unblock-requests/contoso/link.yaml`]);
    const head = await git(clone, ['rev-parse', 'HEAD']);
    await git(clone, ['update-index', '--add', '--cacheinfo', `160000,${head},unblock-requests/contoso/module.yaml`]);
    await commit(clone, {});
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    const tree = await control.requestTree(tip);
    expect(tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 unblock-requests/README.md',
      '100755 unblock-requests/contoso/alice.yaml',
      '120000 unblock-requests/contoso/link.yaml',
      '160000 unblock-requests/contoso/module.yaml',
    ]);
  });

  it('are empty where the requests folder is a file or absent', async () => {
    const { clone } = await repositories();
    const { control } = await workspace(clone);
    const first = await control.fetchTip();
    expect(await control.requestTree(first.commit)).toEqual([]);
    await commit(clone, { 'unblock-requests': 'a file' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const second = await control.fetchTip();
    expect(await control.requestTree(second.commit)).toEqual([]);
  });

  it('keep every byte, and tell the size of what is too long to be read', async () => {
    const { clone } = await repositories();
    const binary = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
    await commit(clone, { 'binary.bin': binary, 'long.bin': new Uint8Array(1024 * 1024 + 1), 'empty.bin': '' });
    await git(clone, ['push', '--quiet', 'origin', 'main']);
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    const blobOf = async (path: string): Promise<string> => (await control.entryAt(tip, path))?.blob ?? '';
    expect(Buffer.compare(await control.readBlob(await blobOf('binary.bin')), binary)).toBe(0);
    expect(await control.readBlob(await blobOf('empty.bin'))).toHaveLength(0);
    expect(await control.blobSize(await blobOf('long.bin'))).toBe(1024 * 1024 + 1);
    await expect(control.readBlob(await blobOf('long.bin'))).rejects.toThrow(UnavailableError);
  });

  it('never take a text for an object id', async () => {
    const { clone } = await repositories();
    const { control } = await workspace(clone);
    const { commit: tip } = await control.fetchTip();
    for (const id of ['HEAD', '--all', '', tip.slice(0, 12), `${tip}\n`, tip.toUpperCase()]) {
      await expect(control.readBlob(id)).rejects.toThrow(InternalError);
      await expect(control.landingCommit(id, PATH)).rejects.toThrow(InternalError);
      await expect(control.fetchCommit(id)).rejects.toThrow(InternalError);
    }
    await expect(control.readBlob('0123456789'.repeat(4))).rejects.toThrow(NotFoundError);
    await expect(control.readBlob(tip)).rejects.toThrow(NotFoundError);
  });
});

describe('commits outside the default branch', () => {
  it('come with the head of their pull request', async () => {
    const { clone, origin } = await repositories();
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    const head = await commit(clone, { [PATH]: 'a' });
    await git(clone, ['push', '--quiet', 'origin', 'HEAD:refs/pull/7/head']);
    const elsewhere = join(origin, '..', 'elsewhere');
    await git(join(origin, '..'), ['clone', '--quiet', origin, elsewhere]);
    const { control } = await workspace(elsewhere);
    expect(await control.fetchPullRequestHead(7)).toBe(head);
    expect(await control.fetchPullRequestHead(8)).toBeUndefined();
    expect((await control.entryAt(head, PATH))?.mode).toBe('100644');
    await expect(control.fetchPullRequestHead(-1)).rejects.toThrow(InternalError);
  });

  it('come with it once a run, however many ask, and what was absent is looked for again', async () => {
    const { clone, origin } = await repositories();
    await git(clone, ['push', '--quiet', 'origin', 'HEAD:refs/pull/7/head']);
    const { control } = await workspace(clone);
    const [one, other] = await Promise.all([control.fetchPullRequestHead(7), control.fetchPullRequestHead(7)]);
    await git(origin, ['update-ref', '-d', 'refs/pull/7/head']);
    expect([await control.fetchPullRequestHead(7), other]).toEqual([one, one]);
    expect(await control.fetchPullRequestHead(8)).toBeUndefined();
    await git(clone, ['push', '--quiet', 'origin', 'HEAD:refs/pull/8/head']);
    expect(await control.fetchPullRequestHead(8)).toBe(one);
  });

  it('come by id where origin gives them, and are absent where it does not', async () => {
    const { clone, origin } = await repositories();
    await git(clone, ['checkout', '--quiet', '-b', 'topic']);
    const lost = await commit(clone, { [PATH]: 'a' });
    await git(clone, ['push', '--quiet', 'origin', 'topic']);
    await git(origin, ['update-ref', '-d', 'refs/heads/topic']);
    const elsewhere = join(origin, '..', 'elsewhere');
    await git(join(origin, '..'), ['clone', '--quiet', `file://${origin}`, elsewhere]);
    await git(origin, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    const { control } = await workspace(elsewhere);
    const tip = await control.fetchTip();
    expect(await control.fetchCommit(lost)).toBe(true);
    expect((await control.entryAt(lost, PATH))?.mode).toBe('100644');
    expect(await control.fetchCommit(tip.commit)).toBe(true);
    expect(await control.fetchCommit('0123456789'.repeat(4))).toBe(false);
    const tree = await git(clone, ['rev-parse', `${lost}^{tree}`]);
    expect(await control.fetchCommit(tree)).toBe(false);
  });
});
