import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import { toEpochMs } from '../../support/timestamp.ts';

const PREFIX = 'reinstate-git-';
const NAME = new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`);
/** No run lasts this long: GitHub ends a job after six hours, and one on a runner of one's own after five days. */
const ABANDONED_AFTER_MS = 6 * 24 * 60 * 60 * 1000;

/**
 * Makes a folder for a run's own files, readable by nobody else. Folders that killed runs left are removed first, so
 * that they don't pile up on a machine that lives long; nothing ever reads them.
 */
export async function makeScratchFolder(clock: Clock): Promise<string> {
  await removeAbandoned(toEpochMs(clock.now()) - ABANDONED_AFTER_MS);
  return mkdtemp(join(tmpdir(), PREFIX));
}

/** Removes a scratch folder and everything in it. */
export async function removeScratchFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function removeAbandoned(beforeMs: number): Promise<void> {
  const names = (await readdir(tmpdir()).catch(() => [])).filter((name) => NAME.test(name));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    try {
      const stats = await lstat(folder);
      if (stats.isDirectory() && stats.mtimeMs < beforeMs) await removeScratchFolder(folder);
    } catch {
      // Another run was quicker, or it belongs to somebody else of this machine: then it is not ours to remove.
    }
  }
}
