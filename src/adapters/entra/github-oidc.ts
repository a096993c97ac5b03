import pRetry from 'p-retry';
import { readBody } from '../../support/bounded-body.ts';
import { ConfigurationError, MissingRightError, UnavailableError } from '../../support/errors.ts';
import { isFields } from '../../support/fields.ts';
import { isLoopback } from '../../support/loopback.ts';
import { TransientFailure } from '../../support/retry.ts';

const TIMEOUT_MS = 10_000;
const RETRIES = 2;
const MOST_BYTES = 256 * 1024;

/**
 * Makes a function that fetches a fresh identity token of this workflow job from GitHub for one audience, every time it is
 * called: such a token lives minutes only. Throws ConfigurationError where the job may not have one; the function
 * throws MissingRightError or UnavailableError.
 */
export function githubIdentity(
  requestUrl: string | undefined,
  requestToken: string | undefined,
  audience: string,
): () => Promise<string> {
  const url = URL.parse(requestUrl ?? '');
  if (url === null || requestToken === undefined || requestToken === '') {
    throw new ConfigurationError('this job can not get an identity token from GitHub', {
      hint: 'give the job `permissions: id-token: write`, and run it in GitHub Actions',
    });
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new ConfigurationError('ACTIONS_ID_TOKEN_REQUEST_URL is not an https address', {
      hint: 'leave it as GitHub Actions sets it for a job with `permissions: id-token: write`',
    });
  }
  url.searchParams.set('audience', audience);
  return async () => {
    try {
      return await pRetry(async () => requestOnce(url, requestToken), {
        retries: RETRIES,
        minTimeout: 500,
        shouldRetry: ({ error }) => error instanceof TransientFailure,
      });
    } catch (error) {
      throw error instanceof TransientFailure ? error.failure : error;
    }
  };
}

async function requestOnce(url: URL, requestToken: string): Promise<string> {
  const headers = { Authorization: `bearer ${requestToken}`, Accept: 'application/json' };
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    body = await readBody(response, { remaining: MOST_BYTES });
  } catch {
    throw new TransientFailure(new UnavailableError('GitHub could not be asked for an identity token'));
  }
  if (response.ok) return tokenIn(body);
  const { status } = response;
  if (status === 401 || status === 403) {
    throw new MissingRightError(`GitHub refused an identity token (${status})`, {
      hint: 'give the job `permissions: id-token: write`',
    });
  }
  const failure = new UnavailableError(`GitHub answered ${status} when asked for an identity token`);
  throw status === 429 || status >= 500 ? new TransientFailure(failure) : failure;
}

function tokenIn(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const value = isFields(parsed) ? parsed['value'] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new UnavailableError("GitHub's answer holds no identity token");
}
