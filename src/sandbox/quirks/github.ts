import { gitHubError } from '../github/wire.ts';
import { WireError } from '../wire-error.ts';
import { answersText, refuses, type Quirk } from './quirk.ts';
import { transportQuirks } from './transport.ts';

const HOUR_S = 3_600;

/** How GitHub's REST API refuses, limits and answers with what is none. */
export const GITHUB_QUIRKS = {
  ...transportQuirks({ longest: 33 * 1024 * 1024 }),
  badCredentials: refuses('The token is not taken.', error(401, 'Bad credentials')),
  forbidden: refuses(
    'The token lacks a permission, which a header names.',
    error(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': 'metadata=read' }),
  ),
  notFound: refuses('No such thing, or nothing the token may see.', error(404, 'Not Found')),
  conflict: refuses(
    'A 409, which an empty repository gives; Octokit takes it for an empty list.',
    error(409, 'Conflict'),
  ),
  gone: refuses('A 410.', error(410, 'Gone')),
  unprocessable: refuses('A 422.', error(422, 'Validation Failed')),
  secondaryLimit: refuses(
    'The limit on many requests at once: a 403 like that for a missing permission.',
    error(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
  ),
  limitUsedUp: {
    says: 'The requests of this hour are used up: a 403, with the time of the next hour in a header.',
    fault: () => ({
      status: 403,
      body: gitHubError(403, 'API rate limit exceeded for installation.'),
      headers: {
        'content-type': 'application/json',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + HOUR_S),
      },
    }),
  },
  unicorn: refuses(
    'GitHub is down, and says so on a page for people.',
    new WireError(503, '<html><title>Unicorn! · GitHub</title></html>', { 'content-type': 'text/html' }),
  ),
  renamed: refuses(
    'The repository has another name now.',
    error(301, 'Moved Permanently', { location: 'https://api.moved.example/repositories/1' }),
  ),
  errorUnderOk: answersText('An error under a 200.', () => JSON.stringify(gitHubError(500, 'Server Error'))),
  nextPageElsewhere: {
    says: 'A link to a further page on another host.',
    fault: () => ({
      reshape: (answer) => ({
        ...answer,
        headers: { ...answer.headers, link: '<https://api.moved.example/next>; rel="next"' },
      }),
    }),
  },
  numbersForTexts: answersText('Every text of the answer is a number.', (real) =>
    real.replaceAll(/":\s*"(?:[^"\\]|\\.)*"/g, '":7'),
  ),
} satisfies Readonly<Record<string, Quirk>>;

function error(status: number, message: string, headers: Readonly<Record<string, string>> = {}): WireError {
  return new WireError(status, gitHubError(status, message), headers);
}
