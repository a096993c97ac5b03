import type { ForgeAccount } from '../forge/model.ts';
import type { SystemContext } from '../system-app.ts';
import { WireError } from '../wire-error.ts';
import { gitHubError, notFound, type GitHubServer } from './wire.ts';

/** Whose token a request carries. Throws GitHub's 401 where it is no token of this forge. */
export function actorOf(c: SystemContext, { forge }: GitHubServer): ForgeAccount {
  const authorization = c.req.header('authorization');
  if (authorization === undefined) throw new WireError(401, gitHubError(401, 'Requires authentication'));
  const [scheme = '', token = ''] = authorization.split(' ');
  const account = /^(bearer|token)$/i.test(scheme) ? forge.state.tokens.get(token) : undefined;
  if (!account) throw new WireError(401, gitHubError(401, 'Bad credentials'));
  return account;
}

/**
 * As {@link actorOf}, for what changes the repository. Throws GitHub's 404 for a person who may not write; what an App
 * may is settled where it is installed, and a scenario refuses it with a fault.
 */
export function writerOf(c: SystemContext, server: GitHubServer): ForgeAccount {
  const actor = actorOf(c, server);
  if (actor.type === 'Bot' || ['write', 'maintain', 'admin'].includes(actor.role)) return actor;
  throw notFound();
}
