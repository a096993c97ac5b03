import { readBody } from '../../support/bounded-body.ts';
import { UnavailableError } from '../../support/errors.ts';
import { TransientFailure } from '../../support/retry.ts';

const REQUEST_TIMEOUT_MS = 20_000;
/** A page of a hundred changed files with their patches is the longest answer there is. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * A fetch for Octokit that asks one origin and no other, follows nothing, and gives up on an answer that is endless or
 * not JSON: Octokit takes an empty answer for an empty list, and half of one for a text.
 */
export function boundedFetch(origin: string, timeoutMs = REQUEST_TIMEOUT_MS): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    // The token belongs to this API alone; a renamed repository, or a page elsewhere, points away from it.
    if (url.origin !== origin) throw elsewhere();
    const response = await fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const { status, statusText, headers } = response;
    if (status >= 300 && status < 400 && status !== 304) throw elsewhere();
    const body = await readBody(response, { remaining: MOST_BYTES });
    // 204 is an answer without a body.
    if (response.ok && status !== 204 && !isJson(body))
      throw new TransientFailure(new UnavailableError('it is not JSON'));
    return new Response(body === '' ? null : body, { status, statusText, headers });
  };
}

function elsewhere(): UnavailableError {
  return new UnavailableError('it points to another address: is GITHUB_REPOSITORY its present name?');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
