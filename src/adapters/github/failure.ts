import { RequestError } from '@octokit/request-error';
import { MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { foreignText } from '../../support/foreign-text.ts';
import { retryAfterMs, TransientFailure } from '../../support/retry.ts';
import { toTimestamp } from '../../support/timestamp.ts';

/** What telling a failure takes: what must not be told, and what time it is. */
export interface Telling {
  readonly token: string;
  readonly nowMs: number;
}

/**
 * The one place that turns what Octokit throws into an error of ours, wrapped in a TransientFailure where asking again
 * may help. Nothing of the original is attached: it holds the request with its headers and the whole answer.
 */
export function failureOf(what: string, error: unknown, telling: Telling): Error {
  if (error instanceof NotFoundError || error instanceof MissingRightError) return error;
  if (!(error instanceof RequestError)) return unanswered(what, error);
  return error.response === undefined ? unanswered(what, error.cause) : answered(what, error, telling);
}

/**
 * The same for a write. It is never sent again here, so nothing is transient; what is not there could not be written to.
 * `needed` is what to do about a missing right, where GitHub does not name it.
 */
export function writeFailureOf(what: string, error: unknown, telling: Telling, needed = CHECK_TOKEN): Error {
  const failure = failureOf(what, error, telling);
  const cause = failure instanceof TransientFailure ? failure.failure : failure;
  if (!(error instanceof RequestError) || error.response === undefined) {
    return cause instanceof MissingRightError || cause instanceof NotFoundError
      ? refusedToTake(what, needed)
      : new UnavailableError(`${what}: ${cause.message}`);
  }
  const { status, message, response } = error;
  if (cause instanceof MissingRightError || cause instanceof NotFoundError) {
    const named = response.headers['x-accepted-github-permissions'] !== undefined;
    return refusedToTake(`${what} (${status})`, (named ? cause.hint : undefined) ?? needed);
  }
  const waitMs = rateLimitMs(status, message, response.headers, telling.nowMs);
  if (waitMs !== undefined) return limited(`taking ${what}`, status, waitMs, telling.nowMs);
  // Of all refusals only this one is about what was sent, and says what.
  const why = status === 422 ? `: ${wordsOf(message, telling)}` : '';
  return new UnavailableError(`GitHub did not take ${what} (${status})${why}`);
}

const CHECK_TOKEN = 'check the permissions of GITHUB_TOKEN';

function refusedToTake(what: string, hint: string): MissingRightError {
  return new MissingRightError(`GitHub refused to take ${what}`, { hint });
}

/** GitHub's message without the address of its documentation, which Octokit puts behind it. */
function wordsOf(message: string, { token }: Telling): string {
  return foreignText(message.replace(/ - https:\/\/\S+$/u, ''), [token]);
}

/** Nobody answered, or with something that is no answer. A system's own words can quote what was sent, so none is told. */
function unanswered(what: string, cause: unknown): Error {
  if (cause instanceof TransientFailure) return new TransientFailure(told(what, cause.message));
  if (cause instanceof UnavailableError || cause instanceof RangeError) return told(what, cause.message);
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  const code = causeCode(cause);
  const why = timedOut ? 'no answer in time' : `the connection broke${code === undefined ? '' : ` (${code})`}`;
  return new TransientFailure(told(what, why));
}

function told(what: string, why: string): UnavailableError {
  return new UnavailableError(`GitHub could not be asked for ${what}: ${why}`);
}

/** The system's error code below a failed fetch. */
function causeCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !(error.cause instanceof Error) || !('code' in error.cause)) return undefined;
  const { code } = error.cause;
  return typeof code === 'string' && /^\w{1,60}$/u.test(code) ? code : undefined;
}

type AnswerHeaders = NonNullable<RequestError['response']>['headers'];

function answered(what: string, { status, response, message }: RequestError, { token, nowMs }: Telling): Error {
  const headers = response?.headers ?? {};
  const waitMs = rateLimitMs(status, message, headers, nowMs);
  if (waitMs !== undefined) return new TransientFailure(limited(`showing ${what}`, status, waitMs, nowMs), waitMs);
  if (status === 404) return new NotFoundError(`GitHub has no ${what} (404)`);
  if (status === 401 || status === 403) {
    const needed = foreignText(headers['x-accepted-github-permissions'] ?? '', [token]);
    return new MissingRightError(`GitHub refused to show ${what} (${status})`, {
      hint: needed === '' ? 'check the permissions of GITHUB_TOKEN' : `the token needs ${needed}`,
    });
  }
  const failure = new UnavailableError(`GitHub answered ${status} when asked for ${what}`);
  return status >= 500 || status === 408 ? new TransientFailure(failure, askedMs(headers, nowMs)) : failure;
}

const LONGEST_TOLD_MS = 24 * 3_600_000;

function limited(what: string, status: number, waitMs: number, nowMs: number): UnavailableError {
  const until = waitMs > 0 ? ` until ${toTimestamp(nowMs + Math.min(waitMs, LONGEST_TOLD_MS))}` : '';
  return new UnavailableError(`GitHub's rate limit keeps it from ${what}${until} (${status})`);
}

/**
 * How long a rate limit asks to wait; undefined where the answer speaks of none. GitHub answers 403 for both of its
 * limits as well as 429 (GitHub REST docs, "Rate limits for the REST API"), and a 403 for a missing right looks alike.
 */
function rateLimitMs(status: number, message: string, headers: AnswerHeaders, nowMs: number): number | undefined {
  const asked = askedMs(headers, nowMs);
  const usedUp = headers['x-ratelimit-remaining'] === '0';
  const limited = status === 429 || (status === 403 && (usedUp || asked !== undefined || /rate limit/iu.test(message)));
  if (!limited) return undefined;
  const renewed = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000 - nowMs;
  return asked ?? (usedUp && !Number.isNaN(renewed) ? Math.max(0, renewed) : 0);
}

function askedMs(headers: AnswerHeaders, nowMs: number): number | undefined {
  return retryAfterMs(new Headers({ 'retry-after': String(headers['retry-after'] ?? '') }), nowMs);
}
