import { createSystemApp, type SystemApp, type SystemSurroundings } from '../system-app.ts';
import { runHttpBackend } from './http-backend.ts';
import type { Git } from './run-git.ts';

/** What the git server needs to know of the world around it. */
export interface GitServer extends SystemSurroundings {
  readonly git: Git;
  /** The folder above `<owner>/<repository>.git`. */
  readonly root: string;
  /** The login a token belongs to; undefined for no token of this forge. */
  readonly loginOf: (token: string) => string | undefined;
  /** Whether commits are served by id even where no ref reaches them; GitHub's servers do so for most. */
  readonly servesAnyCommit: boolean;
  /** Called after a push went through, with the login it came from. */
  readonly pushed: (login: string) => Promise<void>;
}

/** The repository over git's smart HTTP: everything asks for a token, reading too, as for a private repository. */
export function createGitApp(server: GitServer): SystemApp {
  const app = createSystemApp('git', server);
  app.all('*', async (c) => {
    const login = loginFrom(c.req.header('authorization'), server.loginOf);
    if (login === undefined) {
      const challenge = { 'www-authenticate': 'Basic realm="GitHub"' };
      return new Response('Repository not found.', { status: 401, headers: challenge });
    }
    const url = new URL(c.req.url);
    const headers = new Headers(c.req.header());
    // Version 2 of the protocol serves any object by its id; only the older one holds back what no ref reaches.
    if (!server.servesAnyCommit) headers.delete('git-protocol');
    const response = await runHttpBackend(server.git, {
      root: server.root,
      method: c.req.method,
      path: withSuffix(url.pathname),
      query: url.search.slice(1),
      body: new Uint8Array(await c.req.arrayBuffer()),
      headers,
      user: login,
    });
    if (url.pathname.endsWith('/git-receive-pack') && response.ok) await server.pushed(login);
    return response;
  });
  return app;
}

/** GitHub takes any user name beside a token; the password is the token. */
function loginFrom(authorization: string | undefined, loginOf: GitServer['loginOf']): string | undefined {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const credentials = Buffer.from(value, 'base64').toString();
  return loginOf(credentials.slice(credentials.indexOf(':') + 1));
}

/** GitHub serves a repository with or without `.git`. */
function withSuffix(path: string): string {
  return decodeURIComponent(path).replace(/^(\/[^/]+\/[^/]+?)(?:\.git)?(?=\/|$)/, '$1.git');
}
