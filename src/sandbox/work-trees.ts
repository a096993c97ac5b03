import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import type { Git } from './git/run-git.ts';

/** How scenarios use git as a client of origin. */
export interface WorkTrees {
  /** A work tree with all of origin; in a folder of the sandbox's own where none is given. */
  clone(folder?: string): Promise<string>;
  /** Variables that let git in a work tree reach origin. */
  gitEnv(token?: string): Readonly<Record<string, string>>;
  /** Runs git with those variables. Rejects where it fails. */
  git(args: readonly string[], cwd: string): Promise<string>;
}

/** Origin as its clients reach it. */
export interface Remote {
  readonly url: string;
  readonly origin: string;
  readonly token: string;
  readonly authorityFile: string;
}

/** Clients of a remote. The token goes through variables only: no address, argument or file ever holds it. */
export function createWorkTrees(git: Git, folder: string, remote: Remote): WorkTrees {
  const gitEnv = (token = remote.token) => ({
    GIT_SSL_CAINFO: remote.authorityFile,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${remote.origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
  });
  return {
    gitEnv,
    async clone(target) {
      const into = target ?? (await mkdtemp(join(folder, 'clone-')));
      await git.run(['clone', '--quiet', remote.url, into], { env: gitEnv() });
      return into;
    },
    git: (args, cwd) => git.run(args, { env: gitEnv(), cwd }),
  };
}
