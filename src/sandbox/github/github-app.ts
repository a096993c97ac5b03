import { randomUUID } from 'node:crypto';

import { createSystemApp, type SystemApp } from '../system-app.ts';
import { actorOf } from './authenticate.ts';
import { addContentRoutes } from './content-routes.ts';
import { addCheckRunRoutes, addCommentRoutes } from './conversation-routes.ts';
import { addGitDataRoutes } from './git-data-routes.ts';
import { addIssueRoutes } from './issue-routes.ts';
import { addPeopleRoutes } from './people-routes.ts';
import { addPullRequestRoutes } from './pull-request-routes.ts';
import { addRepositoryRoutes } from './repository-routes.ts';
import { addSettingsRoutes } from './settings-routes.ts';
import { gitHubError, notFound, type GitHubServer } from './wire.ts';

/** GitHub's REST API over the forge: every route needs a token, and only the forge's own repository is there. */
export function createGitHubApp(server: GitHubServer): SystemApp {
  const { owner, name, repositoryId } = server.forge.state;
  const byId = `/repositories/${repositoryId}/`;
  const app = createSystemApp('github', server, {
    // The form that GitHub's own Link headers use.
    getPath(request) {
      const { pathname } = new URL(request.url);
      return pathname.startsWith(byId) ? `/repos/${owner}/${name}/${pathname.slice(byId.length)}` : pathname;
    },
  });
  app.use('*', async (c, next) => {
    await next();
    c.header('x-github-request-id', randomUUID());
  });
  app.use('*', async (c, next) => {
    actorOf(c, server);
    const [, root, ownerAsked = '', nameAsked = ''] = c.req.path.toLowerCase().split('/');
    const ours = ownerAsked === owner.toLowerCase() && nameAsked === name.toLowerCase();
    if (root === 'repos' && !ours) throw notFound();
    await next();
  });
  addRepositoryRoutes(app, server);
  addSettingsRoutes(app, server);
  addPeopleRoutes(app, server);
  addPullRequestRoutes(app, server);
  addIssueRoutes(app, server);
  addCommentRoutes(app, server);
  addCheckRunRoutes(app, server);
  addGitDataRoutes(app, server);
  // Last, because a commit's name may hold slashes and would take the routes below it.
  addContentRoutes(app, server);
  app.notFound((c) => c.json(gitHubError(404, 'Not Found'), 404));
  return app;
}
