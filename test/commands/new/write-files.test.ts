import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeNewFiles } from '../../../src/commands/new/write-files.ts';
import { ConfigurationError } from '../../../src/support/errors.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reinstate-new-'));
});
afterEach(async () => rm(root, { recursive: true, force: true }));

const ALICE = { path: 'unblock-requests/contoso/alice.yaml', text: 'a: ä\n' };
const BOB = { path: 'unblock-requests/contoso/bob.yaml', text: 'b: 1\n' };

describe('new files', () => {
  it('are written into folders that are made for them', async () => {
    await writeNewFiles(root, [ALICE, BOB]);
    expect(await readFile(join(root, ALICE.path), 'utf8')).toBe(ALICE.text);
    expect(await readdir(join(root, 'unblock-requests/contoso'))).toEqual(['alice.yaml', 'bob.yaml']);
  });

  it('never take the place of one, and then none of them is written', async () => {
    await mkdir(join(root, 'unblock-requests/contoso'), { recursive: true });
    await writeFile(join(root, BOB.path), 'mine');
    await expect(writeNewFiles(root, [ALICE, BOB])).rejects.toBeInstanceOf(ConfigurationError);
    expect(await readdir(join(root, 'unblock-requests/contoso'))).toEqual(['bob.yaml']);
    expect(await readFile(join(root, BOB.path), 'utf8')).toBe('mine');
  });

  it.each(['unblock-requests', 'unblock-requests/contoso'])('are not written through a link at %s', async (link) => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'reinstate-elsewhere-'));
    await mkdir(join(root, link, '..'), { recursive: true });
    await symlink(elsewhere, join(root, link));
    await expect(writeNewFiles(root, [ALICE])).rejects.toThrow('is no folder');
    expect(await readdir(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('are not written through a link in their own place', async () => {
    await mkdir(join(root, 'unblock-requests/contoso'), { recursive: true });
    await symlink(join(root, 'target'), join(root, ALICE.path));
    await expect(writeNewFiles(root, [ALICE])).rejects.toThrow('there already');
    expect(await readdir(root)).toEqual(['unblock-requests']);
  });

  it('say what stands in the way of a folder', async () => {
    await writeFile(join(root, 'unblock-requests'), 'a file');
    await expect(writeNewFiles(root, [ALICE])).rejects.toThrow('is no folder');
  });
});
