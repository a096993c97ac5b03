import type { ForgeAccount } from '../forge/model.ts';
import type { SystemContext } from '../system-app.ts';
import { WireError } from '../wire-error.ts';
import { gitHubError, type GitHubServer } from './wire.ts';

/** Whose token a request carries. Throws GitHub's 401 where it is no token of this forge. */
export function actorOf(c: SystemContext, { forge }: GitHubServer): ForgeAccount {
  const authorization = c.req.header('authorization');
  if (authorization === undefined) throw new WireError(401, gitHubError(401, 'Requires authentication'));
  const [scheme = '', token = ''] = authorization.split(' ');
  const account = /^(bearer|token)$/i.test(scheme) ? forge.state.tokens.get(token) : undefined;
  if (!account) throw new WireError(401, gitHubError(401, 'Bad credentials'));
  return account;
}
