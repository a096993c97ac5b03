import { Octokit } from '@octokit/rest';
import type { Clock } from '../../ports/clock.ts';
import { ConfigurationError } from '../../support/errors.ts';
import { isLoopback } from '../../support/loopback.ts';
import { retryTransient } from '../../support/retry.ts';
import { toEpochMs } from '../../support/timestamp.ts';
import { answersAbout, type Answer } from './answer.ts';
import { failureOf, writeFailureOf } from './failure.ts';
import { boundedFetch } from './fetch.ts';

/** Where GitHub is and who is asking. */
export interface GitHubConnection {
  /** `GITHUB_API_URL`: the only place the token is sent to. */
  readonly apiUrl: string;
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
  readonly clock: Clock;
  /** Bounds each single request. */
  readonly requestTimeoutMs?: number;
}

/** What Octokit gives for one request. Its types say what GitHub documents, not what arrived. */
interface Response {
  readonly headers: { readonly link?: string | undefined };
  readonly data: unknown;
}

/** Octokit bound to one repository: reads are retried where that can help, writes never, and errors are translated. */
export interface GitHubClient {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** Runs a read. Throws NotFoundError, MissingRightError or UnavailableError, each naming `what` was read. */
  readonly read: <T>(what: string, call: () => Promise<T>) => Promise<T>;
  /**
   * Sends a write, once. Throws MissingRightError or UnavailableError, each naming `what` was to be written; `needed`
   * says what to do about a right that is missing, where GitHub does not.
   */
  readonly write: <T>(what: string, call: () => Promise<T>, needed?: string) => Promise<T>;
  /** Every object of a list, all pages, beginning with the one that `call` asks for. Throws like `read`. */
  readonly list: (what: string, call: () => Promise<Response>) => Promise<readonly Answer[]>;
}

const MOST_PAGES = 300;

/** Throws ConfigurationError for an address that is neither HTTPS nor this machine, and for a token that can't be one. */
export function connectGitHub({ apiUrl, token, owner, repo, clock, requestTimeoutMs }: GitHubConnection): GitHubClient {
  const origin = safeOrigin(apiUrl);
  // fetch would quote it in the error it throws for a header that can't be sent.
  if (/[^\x21-\x7E]/u.test(token)) {
    throw new ConfigurationError('GITHUB_TOKEN holds characters that no token has', {
      hint: 'set it anew, without spaces and line breaks: GITHUB_TOKEN=$(gh auth token)',
    });
  }
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'reinstate',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: boundedFetch(origin, requestTimeoutMs) },
  });
  const read = async <T>(what: string, call: () => Promise<T>): Promise<T> =>
    retryTransient(async () => {
      try {
        return await call();
      } catch (error) {
        throw failureOf(what, error, { token, nowMs: toEpochMs(clock.now()) });
      }
    }, clock);
  return {
    octokit,
    owner,
    repo,
    read,
    async write(what, call, needed) {
      try {
        return await call();
      } catch (error) {
        throw writeFailureOf(what, error, { token, nowMs: toEpochMs(clock.now()) }, needed);
      }
    },
    async list(what, call) {
      const answers: Answer[] = [];
      let next: (() => Promise<Response>) | undefined = call;
      for (let page = 0; next && page < MOST_PAGES; page += 1) {
        const response: Response = await read(what, next);
        answers.push(...answersAbout(what, response.data));
        const url = nextPage(response.headers.link);
        next = url === undefined ? undefined : async () => octokit.request({ method: 'GET', url });
      }
      if (next) throw failureOf(what, new RangeError('its pages do not end'), { token, nowMs: 0 });
      return answers;
    },
  };
}

function safeOrigin(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) return url.origin;
  throw new ConfigurationError('GITHUB_API_URL is not an https address', {
    hint: 'set it to https://api.github.com, or to the API of your GitHub Enterprise Server',
  });
}

function silent(): void {
  // Octokit's log would print request addresses; everything worth saying is in the errors.
}

function nextPage(link: string | undefined): string | undefined {
  return /<([^<>]+)>;\s*rel="next"/u.exec(link ?? '')?.[1];
}
