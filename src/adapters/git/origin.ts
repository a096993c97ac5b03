import pRetry from 'p-retry';
import type { Progress } from '../../ports/progress.ts';
import { ConfigurationError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { atOrigin, locally } from './git-errors.ts';
import { objectId } from './objects.ts';
import type { GitRunner } from './run-git.ts';

/** How often and after how long a command against origin is tried again when the network is the trouble. */
export interface RetryPolicy {
  readonly retries: number;
  readonly firstDelayMs: number;
}

/** Origin, seen from the scratch repository. Methods throw the errors of the ports. */
export interface OriginRemote {
  /** The scratch repository's git, which is allowed to use the network. */
  readonly git: GitRunner;
  /** Runs something against origin, again and again while it throws UnavailableError. */
  retried<T>(what: string, attempt: () => Promise<T>): Promise<T>;
  /** Lines of `git ls-remote` for these patterns: name and what it points to. */
  list(patterns: readonly string[]): Promise<readonly RemoteRef[]>;
  /** Fetches one ref (or commit id) to below a folder of refs here, and returns its commit; undefined where origin has none. */
  fetch(source: string, folder: string): Promise<string | undefined>;
}

/** A ref of origin and the commit it stands at. */
export interface RemoteRef {
  readonly name: string;
  /** An object id, or the name of another ref for a symbolic one. */
  readonly target: string;
}

/** Nothing but what is asked for, wherever the user's configuration would fetch more. */
const FETCH = [
  'fetch',
  '--progress',
  '--no-tags',
  '--no-prune',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
  '--refmap=',
  'origin',
];

/** Binds origin to the scratch repository's git. */
export function createOrigin(git: GitRunner, progress: Progress, policy: RetryPolicy): OriginRemote {
  let fetches = 0;
  const retried = async <T>(what: string, attempt: () => Promise<T>): Promise<T> =>
    pRetry(attempt, {
      retries: policy.retries,
      minTimeout: policy.firstDelayMs,
      maxTimeout: 8_000,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof UnavailableError,
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (error instanceof UnavailableError && retriesLeft > 0)
          progress.warn(`${what}: trying again (${error.message})`);
      },
    });
  return {
    git,
    retried,
    list: async (patterns) =>
      retried('asking origin', async () => {
        const printed = await atOrigin('ask origin', () => git.text(['ls-remote', '--symref', 'origin', ...patterns]));
        return printed.split('\n').flatMap(parseRemoteRef);
      }),
    fetch: async (source, folder) => {
      // A new ref each time: one that is left over from before can't be mistaken for what origin has now.
      fetches += 1;
      const destination = `${folder}/${fetches}`;
      try {
        await retried(`fetching ${source}`, () =>
          atOrigin(`fetch ${source}`, () => git.text([...FETCH, `+${source}:${destination}`])),
        );
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
      return resolveRef(git, source, destination);
    },
  };
}

async function resolveRef(git: GitRunner, source: string, ref: string): Promise<string> {
  const printed = await locally(`look up ${source}`, () => git.text(['for-each-ref', '--format=%(objectname)', ref]));
  if (printed !== '') return objectId(printed.trim());
  // The one ref that git leaves out while it calls the fetch a success: it would make a repository shallow.
  throw new ConfigurationError(`origin gave ${source} without its complete history`, {
    hint: 'origin itself is a shallow clone: complete it with git fetch --unshallow',
  });
}

function parseRemoteRef(line: string): readonly RemoteRef[] {
  const [target, name] = line.replace(/^ref: /, '').split('\t');
  return target === undefined || name === undefined ? [] : [{ name, target }];
}
