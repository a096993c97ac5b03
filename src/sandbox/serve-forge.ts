import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { toDate } from './clock.ts';
import { ACTIONS_BOT } from './forge/accounts.ts';
import { createForge, type Forge } from './forge/forge.ts';
import { initBareRepository } from './git/bare-repository.ts';
import { createGitApp } from './git/git-app.ts';
import { findGit, type Git } from './git/run-git.ts';
import { createGitHubApp } from './github/github-app.ts';
import { environmentOf, type Site } from './site.ts';

const DEFAULT_BRANCH = 'main';
const MONTH_MS = 30 * 24 * 3_600_000;

/** GitHub's side of a sandbox. */
export interface ForgeSide {
  readonly forge: Forge;
  readonly git: Git;
  /** The workflow's token. */
  readonly token: string;
}

/** Makes the repository, still empty, and serves it over git and over GitHub's API. */
export async function serveForge(site: Site): Promise<ForgeSide> {
  const { options, clock, folder, origins, listeners, faults, requests, load } = site;
  const { owner = 'contoso', repository: name = 'unblock' } = options;
  const git = await findGit(folder);
  const root = join(folder, 'repositories');
  await mkdir(join(root, owner), { recursive: true });
  const forge = createForge({
    repository: await initBareRepository(git, join(root, owner, `${name}.git`), DEFAULT_BRANCH),
    clock,
    owner,
    name,
    private: options.private ?? true,
    foundedAt: toDate(options.foundedAt ?? clock.now().getTime() - MONTH_MS),
    environment: environmentOf(options),
  });
  const { tokens } = forge.state;
  listeners.git.serve(
    createGitApp({
      faults,
      requests,
      load,
      git,
      root,
      loginOf: (token) => tokens.get(token)?.login,
      servesAnyCommit: options.servesAnyCommit ?? true,
      pushed: (login) => forge.noteGitPushes(login),
    }),
  );
  listeners.github.serve(
    createGitHubApp({ faults, requests, load, forge, apiOrigin: origins.github, serverOrigin: origins.git }),
  );
  return { forge, git, token: forge.addToken(ACTIONS_BOT.login) };
}
