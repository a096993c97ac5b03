import { constants } from 'node:fs';
import { lstat, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationError, errorMessage } from '../../support/errors.ts';

/** A file that is not there yet, by its path from the root with `/`. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Writes all files or none. Never overwrites, and never writes through a link. Throws ConfigurationError. */
export async function writeNewFiles(root: string, files: readonly NewFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      await makeFolder(root, dirname(path));
      await using file = await open(join(root, path), NEW_FILE, 0o644);
      written.push(path);
      await file.writeFile(text);
    }
  } catch (error) {
    await Promise.all(written.map(async (path) => rm(join(root, path), { force: true })));
    throw error instanceof ConfigurationError ? error : notWritten(error);
  }
}

/** Each folder on the way has to be one: what lies behind a link is no part of the repository. */
async function makeFolder(root: string, path: string): Promise<void> {
  const steps = path.split('/');
  for (const [index] of steps.entries()) {
    const folder = steps.slice(0, index + 1).join('/');
    await mkdir(join(root, folder)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    if ((await lstat(join(root, folder))).isDirectory()) continue;
    throw new ConfigurationError(`${folder} is no folder, so nothing was written`, {
      hint: 'put a real folder in its place',
    });
  }
}

function notWritten(error: unknown): ConfigurationError {
  if (codeOf(error) === 'EEXIST') {
    return new ConfigurationError('a file of that name is there already, so nothing was written', {
      hint: 'run it again, or choose another name with --name',
      cause: error,
    });
  }
  return new ConfigurationError(`nothing was written: ${errorMessage(error)}`, {
    hint: 'make the folder one that can be written to',
    cause: error,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
