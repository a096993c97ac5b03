import { randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';

import type { SigningKeys } from '../entra/access-token.ts';
import { createSystemApp, type SystemApp, type SystemSurroundings } from '../system-app.ts';

/** The issuer that GitHub's tokens name; the sandbox's say the same and are signed with its own key. */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** GitHub's tokens are for one exchange and short-lived. */
const LIFETIME_SECONDS = 300;

/** The job that asks for a token. Scenarios may change it between calls. */
export interface OidcJob {
  /** The `sub` claim. */
  subject: string;
  environment: string;
  /** How long tokens last; negative for ones that are over when they arrive. */
  lifetimeSeconds: number;
}

/** What GitHub's OIDC endpoint needs to know. */
export interface OidcServer extends SystemSurroundings {
  readonly keys: SigningKeys;
  readonly job: OidcJob;
  /** See {@link makeRequestPath}. */
  readonly requestPath: string;
  /** What the job shows to get a token. */
  readonly requestToken: string;
  /** Claims about the repository and run. */
  readonly claims: Readonly<Record<string, string>>;
}

/** A path as GitHub hands one to each job, with the query it already holds; clients add the audience to it. */
export function makeRequestPath(): string {
  return `/41//idtoken/${randomUUID()}/${randomUUID()}?api-version=2.0`;
}

/** The `sub` of a job with an environment, in the form with names or the one with immutable ids. */
export function environmentSubject(
  repository: { owner: string; ownerId: number; name: string; id: number },
  environment: string,
  form: 'names' | 'immutable',
): string {
  const { owner, ownerId, name, id } = repository;
  const place = form === 'names' ? `${owner}/${name}` : `${owner}@${ownerId}/${name}@${id}`;
  return `repo:${place}:environment:${environment}`;
}

/** A job as most scenarios have it. */
export function createJob(subject: string, environment: string): OidcJob {
  return { subject, environment, lifetimeSeconds: LIFETIME_SECONDS };
}

/** GitHub's OIDC endpoint for jobs. */
export function createOidcApp(server: OidcServer): SystemApp {
  const app = createSystemApp('oidc', server);
  const [path = ''] = server.requestPath.split('?');

  app.get('*', async (c) => {
    const url = new URL(c.req.url);
    if (url.pathname === '/.well-known/jwks') return c.json({ keys: [server.keys.published] });
    if (url.pathname !== path || url.searchParams.get('api-version') !== '2.0') return c.text('Not Found', 404);
    const [scheme = '', token = ''] = (c.req.header('authorization') ?? '').split(' ');
    if (scheme.toLowerCase() !== 'bearer' || token !== server.requestToken) return c.text('Unauthorized', 401);
    const audience = url.searchParams.get('audience') ?? `https://github.com/${server.claims['repository_owner']}`;
    return c.json({ count: 1, value: await issue(server, audience) });
  });
  return app;
}

async function issue({ keys, job, claims }: OidcServer, audience: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const issuedAt = Math.min(now, now + job.lifetimeSeconds - 1);
  return new SignJWT({ ...claims, environment: job.environment, runner_environment: 'github-hosted' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keys.keyId })
    .setJti(randomUUID())
    .setIssuer(GITHUB_ISSUER)
    .setSubject(job.subject)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(now + job.lifetimeSeconds)
    .sign(keys.privateKey);
}
