import type { Endpoints } from '@octokit/types';

import type { Forge } from '../forge/forge.ts';
import type { ForgeState } from '../forge/model.ts';
import type { SystemSurroundings } from '../system-app.ts';
import { WireError } from '../wire-error.ts';

/** What GitHub answers on a route, as Octokit types it: the sandbox can't drift from it unnoticed. */
export type Data<Route extends keyof Endpoints> = Endpoints[Route]['response']['data'];

/** What every route needs. */
export interface GitHubServer extends SystemSurroundings {
  readonly forge: Forge;
  /** Where the API answers. */
  readonly apiOrigin: string;
  /** Where web pages and git would be. */
  readonly serverOrigin: string;
}

/** The addresses of one repository. */
export interface RepositoryAddresses {
  /** `<api>/repos/<owner>/<name>` */
  readonly api: string;
  /** `<server>/<owner>/<name>` */
  readonly html: string;
}

/** Where the forge's repository is found. */
export function addressesOf({ apiOrigin, serverOrigin, forge }: GitHubServer): RepositoryAddresses {
  const { owner, name } = forge.state;
  return { api: `${apiOrigin}/repos/${owner}/${name}`, html: `${serverOrigin}/${owner}/${name}` };
}

/** GitHub's opaque node ids: something stable and unlike a number. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** The answer for whatever is not there, or must not be seen. */
export function notFound(message = 'Not Found'): WireError {
  return new WireError(404, gitHubError(404, message));
}

/** The answer for input GitHub won't take. */
export function unprocessable(message: string): WireError {
  return new WireError(422, gitHubError(422, message));
}

/** The body of GitHub's errors. */
export function gitHubError(status: number, message: string): object {
  return { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
}

/** A pull request by the number in a path. Throws GitHub's 404. */
export function pullRequestOf(state: ForgeState, number: string) {
  const found = state.pullRequests.find((pullRequest) => String(pullRequest.number) === number);
  if (!found) throw notFound();
  return found;
}
