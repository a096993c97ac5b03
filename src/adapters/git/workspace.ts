import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { ControlRepository } from '../../ports/control-repository.ts';
import type { Progress } from '../../ports/progress.ts';
import type { RecordBranch } from '../../ports/record-branch.ts';
import { redactor, tokenConfig, withoutUserInfo } from './authentication.ts';
import { certificateVariables } from './certificates.ts';
import { connectionConfig, findOrigin, inspectClone, type CloneFacts, type Origin } from './clone.ts';
import { createControlRepository } from './control-repository.ts';
import { gitEnvironment, type ConfigEntry, type Environment } from './environment.ts';
import { locally } from './git-errors.ts';
import { createOrigin, type RetryPolicy } from './origin.ts';
import { createRecordBranch } from './record-branch.ts';
import { createGitRunner, type GitRunner } from './run-git.ts';
import { makeScratchFolder, removeScratchFolder } from './scratch-folder.ts';

/** What a workspace is made of. */
export interface WorkspaceOptions {
  /** A folder in the user's clone: read, never written. */
  readonly cwd: string;
  /** The process's environment. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Tests wait less. */
  readonly retry?: RetryPolicy;
  /** A connection to origin over which nothing comes for this long is given up. */
  readonly silenceMs?: number;
}

/** Git for one run: a scratch repository of its own, gone after {@link GitWorkspace.close}. */
export interface GitWorkspace {
  readonly control: ControlRepository;
  readonly records: RecordBranch;
  /** Ends what git still does and removes the scratch repository. May be called again. */
  close(): Promise<void>;
}

const RETRY: RetryPolicy = { retries: 3, firstDelayMs: 500 };
const SILENCE_MS = 60_000;

/**
 * Makes a scratch repository beside the user's clone that knows its origin and borrows its objects where they are
 * complete. Throws ConfigurationError where `cwd` is in no repository, has no origin, or shows a rewritten history.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<GitWorkspace> {
  const clone = await inspectClone(options.cwd, options.env);
  const origin = await findOrigin(clone);
  const folder = await makeScratchFolder(options.clock);
  try {
    const git = await scratchRunner(folder, clone, origin, options);
    await createScratch(git, folder, clone);
    const remote = createOrigin(git, options.progress, options.retry ?? RETRY);
    return {
      control: createControlRepository(remote, options.progress),
      records: createRecordBranch(remote, options.clock),
      async close() {
        await git.close();
        await removeScratchFolder(folder);
      },
    };
  } catch (error) {
    await removeScratchFolder(folder);
    throw error;
  }
}

async function scratchRunner(
  folder: string,
  clone: CloneFacts,
  origin: Origin,
  { env, progress, silenceMs = SILENCE_MS }: WorkspaceOptions,
): Promise<GitRunner> {
  const configured = clone.config.some(({ key }) => /^http\.(?:.*\.)?sslcainfo$/.test(key));
  const token = tokenConfig(origin.resolved, env);
  const variables = {
    ...(await certificateVariables(folder, env, configured, progress)),
    // Named, so that no setting decides which repository is found.
    GIT_DIR: join(folder, 'scratch.git'),
  };
  const settings = {
    clone: [...remoteConfig(origin, token.length > 0), ...connectionConfig(clone.config)],
    last: [...stallConfig(silenceMs), ...token],
    variables,
  };
  return createGitRunner({
    directory: folder,
    env: gitEnvironment(env, settings),
    // git notices by itself first, where it speaks HTTP.
    silenceMs: silenceMs * 2,
    redact: redactor(env),
  });
}

/** Lets git's HTTP end by itself: ended from outside it would leave a process behind. */
function stallConfig(silenceMs: number): readonly ConfigEntry[] {
  return [
    { key: 'http.lowSpeedLimit', value: '1' },
    { key: 'http.lowSpeedTime', value: String(Math.ceil(silenceMs / 1_000)) },
  ];
}

function remoteConfig({ address, pushAddress }: Origin, authenticated: boolean): readonly ConfigEntry[] {
  // The token takes the place of a name and password in the address, which would be seen among the arguments.
  const plain = (text: string): string => (authenticated ? withoutUserInfo(text) : text);
  const push = pushAddress === undefined ? [] : [{ key: 'remote.origin.pushurl', value: plain(pushAddress) }];
  return [{ key: 'remote.origin.url', value: plain(address) }, ...push];
}

async function createScratch(git: GitRunner, folder: string, clone: CloneFacts): Promise<void> {
  await locally('make a scratch repository', () =>
    git.text([
      'init',
      '--quiet',
      '--bare',
      '--template=',
      '--initial-branch=unused',
      `--object-format=${clone.objectFormat}`,
    ]),
  );
  if (!clone.complete) return;
  await locally('borrow the objects of the clone', () =>
    writeFile(join(folder, 'scratch.git', 'objects', 'info', 'alternates'), `${quoted(clone.objects)}\n`),
  );
}

/** A path as objects/info/alternates wants it where it holds what would end the line or begin a comment. */
function quoted(path: string): string {
  const escaped = path.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
