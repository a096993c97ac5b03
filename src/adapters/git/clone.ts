import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { ConfigurationError } from '../../support/errors.ts';
import { redactor } from './authentication.ts';
import { gitEnvironment, type ConfigEntry, type Environment } from './environment.ts';
import { locally } from './git-errors.ts';
import { createGitRunner, GitFailure, type GitRunner } from './run-git.ts';

/** What a run has to know of the user's clone; learnt without writing into it and without any network. */
export interface CloneFacts {
  readonly git: GitRunner;
  /** Where its objects lie. */
  readonly objects: string;
  readonly objectFormat: string;
  /** False for a shallow or partial clone, whose objects can't be borrowed. */
  readonly complete: boolean;
  readonly config: readonly ScopedEntry[];
}

/** A line of configuration and where it stands: `local`, `worktree`, `global`, `system` or `command`. */
export interface ScopedEntry extends ConfigEntry {
  readonly scope: string;
}

/** Where `origin` is: as configured, and after every `url.*.insteadOf`. */
export interface Origin {
  readonly address: string;
  readonly pushAddress: string | undefined;
  readonly resolved: readonly string[];
}

const LOCAL_SILENCE_MS = 300_000;

/**
 * Looks at the clone around `cwd`. Throws ConfigurationError where there is none, or where replace refs or grafts make
 * it show another history than origin's.
 */
export async function inspectClone(cwd: string, env: Environment): Promise<CloneFacts> {
  const git = cloneRunner(cwd, env);
  const common = await locally('find the repository', () =>
    git.text(['rev-parse', '--path-format=absolute', '--git-common-dir']),
  );
  const gitDirectory = common.replace(/\r?\n$/, '');
  await refuseRewrittenHistory(git, gitDirectory);
  const [shallow = '', objectFormat = ''] = (
    await locally('look at the repository', () =>
      git.text(['rev-parse', '--is-shallow-repository', '--show-object-format']),
    )
  ).split('\n');
  const config = await readConfig(git);
  return {
    git,
    objects: join(gitDirectory, 'objects'),
    objectFormat,
    complete: shallow === 'false' && !config.some(isPartialClone),
    config,
  };
}

/** Git in the user's clone, unable to reach any network: a partial clone would fetch into itself while reading. */
function cloneRunner(cwd: string, env: Environment): GitRunner {
  const variables = { GIT_ALLOW_PROTOCOL: 'none' };
  return createGitRunner({
    directory: cwd,
    env: gitEnvironment(env, { variables }),
    silenceMs: LOCAL_SILENCE_MS,
    redact: redactor(env),
  });
}

async function refuseRewrittenHistory(git: GitRunner, gitDirectory: string): Promise<void> {
  const replaced = await locally('list replace refs', () => git.text(['for-each-ref', '--count=1', 'refs/replace/']));
  if (replaced !== '') {
    throw new ConfigurationError('this clone has replace refs, which show another history than the real one', {
      hint: 'list them with git replace --list and delete them, or use a fresh clone',
    });
  }
  const grafts = await readFile(join(gitDirectory, 'info', 'grafts'), 'utf8').catch(() => '');
  if (grafts.trim() !== '') {
    throw new ConfigurationError('this clone has grafts, which show another history than the real one', {
      hint: 'remove .git/info/grafts, or use a fresh clone',
    });
  }
}

async function readConfig(git: GitRunner): Promise<readonly ScopedEntry[]> {
  const printed = await locally('read its configuration', () =>
    git.text(['config', '--list', '--includes', '--show-scope', '-z']),
  );
  const fields = printed.split('\0');
  return Array.from({ length: Math.floor(fields.length / 2) }, (_, index) => {
    const entry = fields[index * 2 + 1] ?? '';
    const end = entry.indexOf('\n');
    // A key without a value means true.
    return end === -1
      ? { scope: fields[index * 2] ?? '', key: entry, value: 'true' }
      : { scope: fields[index * 2] ?? '', key: entry.slice(0, end), value: entry.slice(end + 1) };
  });
}

function isPartialClone({ key, value }: ScopedEntry): boolean {
  return key === 'extensions.partialclone' || (/^remote\..*\.promisor$/.test(key) && value !== 'false');
}

/** Where `origin` points to. Throws ConfigurationError where there is no such remote. */
export async function findOrigin({ git, config }: CloneFacts): Promise<Origin> {
  const configured = (key: string): string | undefined => config.find((entry) => entry.key === key)?.value;
  const address = configured('remote.origin.url');
  if (address === undefined)
    throw new ConfigurationError('the repository has no remote called origin', {
      hint: 'add it: git remote add origin <address of the control repository>',
    });
  const resolved = await Promise.all(
    [['get-url'], ['get-url', '--push']].map(async (args) => {
      const printed = await locally('find origin', () => git.text(['remote', ...args, 'origin']));
      return printed.replace(/\r?\n$/, '');
    }),
  );
  const [fetched = address, pushed = address] = resolved;
  const pushAddress = configured('remote.origin.pushurl');
  return {
    address: await usableElsewhere(git, address, fetched),
    pushAddress: pushAddress === undefined ? undefined : await usableElsewhere(git, pushAddress, pushed),
    resolved,
  };
}

/** git reads a relative path from the top of the work tree, which the scratch repository is not. */
async function usableElsewhere(git: GitRunner, configured: string, resolved: string): Promise<string> {
  // A colon before the first slash makes it an address (https://…, host:path) or a Windows drive.
  if (!/^[^:/]*(?:\/|$)/.test(resolved)) return configured;
  return isAbsolute(resolved) ? resolved : resolve(await topOf(git), resolved);
}

async function topOf(git: GitRunner): Promise<string> {
  const command = (what: string): Promise<string> => git.text(['rev-parse', '--path-format=absolute', what]);
  const top = await locally('find its folder', () =>
    command('--show-toplevel').catch((error: unknown) => {
      if (!(error instanceof GitFailure)) throw error;
      return command('--git-dir');
    }),
  );
  return top.replace(/\r?\n$/, '');
}

const CARRIED = /^(?:http\.|url\.|credential\.|core\.sshcommand$|ssh\.variant$|remote\.origin\.proxy(?:authmethod)?$)/;

/**
 * The clone's own settings on how origin is reached, without extra headers: an access token may be in those, and it
 * was not given to this program.
 */
export function connectionConfig(config: readonly ScopedEntry[]): readonly ConfigEntry[] {
  return config
    .filter(({ scope }) => scope === 'local' || scope === 'worktree')
    .filter(({ key }) => CARRIED.test(key) && !key.endsWith('.extraheader'))
    .map(({ key, value }) => ({ key, value }));
}
