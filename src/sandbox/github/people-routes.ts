import { findAccount, findMembers, findMembership } from '../forge/accounts.ts';
import type { SystemApp } from '../system-app.ts';
import { WireError } from '../wire-error.ts';
import { collaboratorPermission, publicUser, simpleUser } from './account-json.ts';
import { actorOf } from './authenticate.ts';
import { page } from './paginate.ts';
import { teamJson } from './team-json.ts';
import { gitHubError, notFound, type Data, type GitHubServer } from './wire.ts';

/** Accounts, their rights, and teams. */
export function addPeopleRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;

  app.get('/user', (c) => {
    const account = actorOf(c, server);
    if (account.type !== 'User') throw new WireError(403, gitHubError(403, 'Resource not accessible by integration'));
    return c.json(publicUser(server, account));
  });

  app.get('/users/:login', (c) => {
    const account = findAccount(state, c.req.param('login'));
    if (!account) throw notFound();
    return c.json(publicUser(server, account));
  });

  app.get('/repos/:owner/:repo/collaborators/:login/permission', (c) => {
    const login = c.req.param('login');
    const account = findAccount(state, login);
    if (account?.type !== 'User') throw notFound(`${login} is not a user`);
    return c.json(collaboratorPermission(server, account));
  });

  const teamOf = (org: string, slug: string) => {
    const team = state.teams.find((candidate) => candidate.slug === slug);
    if (org.toLowerCase() !== state.owner.toLowerCase() || !team) throw notFound();
    return teamJson(server, team);
  };

  app.get('/orgs/:org/teams/:team', (c) => c.json(teamOf(c.req.param('org'), c.req.param('team'))));

  app.get('/orgs/:org/teams/:team/members', (c) => {
    const { org, team } = c.req.param();
    teamOf(org, team);
    return page(
      c,
      server,
      findMembers(state, team).map((account) => simpleUser(server, account)),
    );
  });

  app.get('/orgs/:org/teams/:team/memberships/:login', (c) => {
    const { org, team, login } = c.req.param();
    const url = `${teamOf(org, team).url}/memberships/${login}`;
    const membership = findMembership(state, team, login);
    if (!membership) throw notFound();
    return c.json({ url, ...membership } satisfies Data<'GET /orgs/{org}/teams/{team_slug}/memberships/{username}'>);
  });
}
