import { mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeScratchFolder } from '../../../src/adapters/git/scratch-folder.ts';
import { fixedClock, NOW, temporaryFolder } from './fixture.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let temporary: string;

beforeEach(async () => {
  temporary = await temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
});

afterEach(() => vi.unstubAllEnvs());

async function folderOfAge(name: string, days: number): Promise<void> {
  const folder = join(temporary, name);
  await mkdir(join(folder, 'scratch.git'), { recursive: true });
  await writeFile(join(folder, 'scratch.git', 'HEAD'), 'ref: refs/heads/unused\n');
  const at = new Date(Date.parse(NOW) - days * DAY_MS);
  await utimes(folder, at, at);
}

describe('a scratch folder', () => {
  it("is nobody else's to read", async () => {
    const folder = await makeScratchFolder(fixedClock());
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('that a killed run left is gone a week later', async () => {
    await folderOfAge('reinstate-git-AbC123', 7);
    await makeScratchFolder(fixedClock());
    expect(await readdir(temporary)).toEqual([expect.not.stringContaining('AbC123')]);
  });

  it('that may still be in use stays, and so does everything of others', async () => {
    const others = ['reinstate-git-AbC123x', 'reinstate-git-', 'git-AbC123', 'reinstate-sandbox-AbC123'];
    for (const name of others) await folderOfAge(name, 70);
    await folderOfAge('reinstate-git-Abc123', 5);
    await folderOfAge('elsewhere', 70);
    await symlink(join(temporary, 'elsewhere'), join(temporary, 'reinstate-git-Link12'));
    await makeScratchFolder(fixedClock());
    const left = await readdir(temporary);
    expect(left).toEqual(expect.arrayContaining([...others, 'reinstate-git-Abc123', 'reinstate-git-Link12']));
    expect(await readdir(join(temporary, 'elsewhere', 'scratch.git'))).toEqual(['HEAD']);
  });
});
