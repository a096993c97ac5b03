import { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import pRetry from 'p-retry';
import {
  ConfigurationError,
  errorMessage,
  MissingRightError,
  NotFoundError,
  UnavailableError,
} from '../../support/errors.ts';

/** Where GitHub is and who is asking. */
export interface GitHubConnection {
  /** `GITHUB_API_URL`: the only place the token is sent to. */
  readonly apiUrl: string;
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
}

/** Octokit bound to one repository, reading only: every call is retried where that can help and its errors translated. */
export interface GitHubClient {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** Runs a read. Throws NotFoundError, MissingRightError or UnavailableError, each naming `what` was read. */
  readonly read: <T>(what: string, call: () => Promise<T>) => Promise<T>;
}

const REQUEST_TIMEOUT_MS = 20_000;
const RETRIES = 3;

/** Throws ConfigurationError for an address that is neither HTTPS nor this machine. */
export function connectGitHub({ apiUrl, token, owner, repo }: GitHubConnection): GitHubClient {
  assertSafeAddress(apiUrl);
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'reinstate',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: fetchWithTimeout },
  });
  return { octokit, owner, repo, read: readWithRetry };
}

function assertSafeAddress(address: string): void {
  const url = URL.parse(address);
  const loopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) return;
  throw new ConfigurationError('GITHUB_API_URL is not an https address', {
    hint: 'set it to https://api.github.com, or to the API of your GitHub Enterprise Server',
  });
}

function silent(): void {
  // Octokit's log would print request addresses; everything worth saying is in the errors.
}

async function fetchWithTimeout(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const response = await fetch(input, { ...init, redirect: 'manual', signal });
  if (response.status < 300 || response.status >= 400 || response.status === 304) return response;
  // The token belongs to this API alone, so nothing is followed; a renamed repository answers like this.
  throw new UnavailableError('GitHub points to another address: is GITHUB_REPOSITORY its present name?');
}

async function readWithRetry<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await pRetry(call, {
      retries: RETRIES,
      minTimeout: 250,
      maxTimeout: 4_000,
      randomize: true,
      shouldRetry: ({ error }) => isTransient(error),
    });
  } catch (error) {
    throw translate(what, error);
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof RequestError) return error.status >= 500 || error.status === 429;
  return !(error instanceof NotFoundError || error instanceof UnavailableError);
}

function translate(what: string, error: unknown): Error {
  if (error instanceof NotFoundError || error instanceof UnavailableError) return error;
  if (!(error instanceof RequestError)) {
    return new UnavailableError(`GitHub could not be asked for ${what}: ${errorMessage(error)}`, { cause: error });
  }
  const { status } = error;
  if (status === 404) return new NotFoundError(`GitHub has no ${what} (404)`);
  if (status === 401 || status === 403) return missingRight(what, error);
  return new UnavailableError(`GitHub answered ${status} when asked for ${what}`);
}

function missingRight(what: string, { status, response }: RequestError): MissingRightError {
  const needed = response?.headers['x-accepted-github-permissions'];
  return new MissingRightError(`GitHub refused to show ${what} (${status})`, {
    hint: needed === undefined ? 'check the permissions of GITHUB_TOKEN' : `the token needs ${needed}`,
  });
}
