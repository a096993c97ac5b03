import { ConfigurationError, MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { GitFailure } from './run-git.ts';

const LONGEST_MESSAGE = 600;
const TRANSFER_PROGRESS = /^remote: (?:Enumerating|Counting|Compressing|Total|Resolving|Processing)\b/;

/** What git said went wrong, without the progress lines around it, as one line. */
function gitMessage(failure: GitFailure): string {
  if (failure.timedOut) return 'git was silent for too long';
  const lines = failure.output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !TRANSFER_PROGRESS.test(line));
  const telling = lines.filter((line) => /^(?:fatal:|error:|remote:|! ?\[|!\t|ERROR:)/.test(line));
  const text = (telling.length > 0 ? telling : lines).join('; ');
  return text === '' ? 'git ended without a word' : text.slice(0, LONGEST_MESSAGE);
}

/** Runs something that needs no network. Throws ConfigurationError or UnavailableError. */
export async function locally<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw translateLocal(what, error);
  }
}

/** Runs something against origin once. Throws NotFoundError for an absent ref, and the classes of the port. */
export async function atOrigin<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw translateOrigin(what, error);
  }
}

function translateLocal(what: string, error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  const said = gitMessage(error);
  const shared = machineTrouble(said, error);
  return shared ?? new UnavailableError(`git could not ${what}: ${said}`, { cause: error });
}

/** Troubles of the machine that any command can run into. */
function machineTrouble(said: string, cause: GitFailure): ConfigurationError | undefined {
  if (/not a git repository/i.test(said)) {
    return new ConfigurationError('this folder is not in a git repository', {
      hint: 'run it in a clone of the control repository',
      cause,
    });
  }
  if (/dubious ownership/.test(said)) {
    return new ConfigurationError('the repository belongs to another user of this machine', {
      hint: 'add its folder to safe.directory: git config --global --add safe.directory <folder>',
      cause,
    });
  }
  if (/spawn git ENOENT/.test(cause.output)) {
    return new ConfigurationError('git could not be started', { hint: 'install git and put it in PATH', cause });
  }
  if (/directory that does not exist/.test(said)) {
    return new ConfigurationError('the folder does not exist', { hint: 'run it in a clone', cause });
  }
  return undefined;
}

/** What origin's words mean, the first that applies. */
const ORIGIN_TROUBLES: readonly { readonly says: RegExp; readonly error: ErrorClass; readonly hint: string }[] = [
  {
    says: /couldn't find remote ref|not our ref|unadvertised object|does not allow request for/i,
    error: NotFoundError,
    hint: 'it is not on origin',
  },
  {
    says: /GH006|GH013|protected branch|hook declined|rule violations|not allowed to push/i,
    error: MissingRightError,
    hint: 'let the token of this run push to reinstate/records/** (rulesets, branch protection, hooks)',
  },
  {
    says: /authentication failed|could not read (?:username|password)|returned error: 40[13]\b|permission denied|permission to .+ denied|write access .+ not granted|insufficient permission/i,
    error: MissingRightError,
    hint: 'give GITHUB_TOKEN the permission contents: read, and contents: write for records',
  },
  {
    // GitHub hides what a token may not see.
    says: /returned error: 404\b|fatal: repository '.*' not found|repository not found/i,
    error: MissingRightError,
    hint: 'give GITHUB_TOKEN the permission contents: read, or correct the address: git remote set-url origin <address>',
  },
  {
    says: /does not appear to be a git repository|no such remote/i,
    error: ConfigurationError,
    hint: 'correct the address: git remote set-url origin <address>',
  },
  {
    says: /returned error: 30[1278]\b/i,
    error: ConfigurationError,
    hint: 'origin has moved: set its new address with git remote set-url origin',
  },
  {
    says: /certificate/i,
    error: UnavailableError,
    hint: 'let NODE_EXTRA_CA_CERTS name the certificate authority of origin',
  },
];

type ErrorClass = new (message: string, options: { hint: string; cause: unknown }) => Error;

function translateOrigin(what: string, error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  const said = gitMessage(error);
  const ofTheMachine = machineTrouble(said, error);
  if (ofTheMachine !== undefined) return ofTheMachine;
  const message = `git could not ${what}: ${said}`;
  const trouble = ORIGIN_TROUBLES.find(({ says }) => says.test(error.output));
  if (trouble === undefined) return new UnavailableError(message, { cause: error });
  return new trouble.error(message, { hint: trouble.hint, cause: error });
}
