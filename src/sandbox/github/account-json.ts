import type { ForgeAccount, Role } from '../forge/model.ts';
import { nodeId, type Data, type GitHubServer } from './wire.ts';

/** An account as GitHub shows it inside other things. */
export type SimpleUser = NonNullable<Data<'GET /repos/{owner}/{repo}/issues/comments/{comment_id}'>['user']>;

/** An account, or the owner, inside another answer. */
export function simpleUser(
  { apiOrigin, serverOrigin }: GitHubServer,
  { id, login, type }: Pick<ForgeAccount, 'id' | 'login' | 'type'>,
): SimpleUser {
  const url = `${apiOrigin}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${serverOrigin}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${serverOrigin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** An account that may have been deleted since. */
export function userOrNull(server: GitHubServer, account: ForgeAccount | null): SimpleUser | null {
  return account === null || account.deleted ? null : simpleUser(server, account);
}

/** The organization that owns the repository. */
export function ownerUser(server: GitHubServer): SimpleUser {
  return simpleUser(server, { id: 123_456, login: server.forge.state.owner, type: 'Organization' });
}

/** An account by itself. */
export function publicUser(server: GitHubServer, account: ForgeAccount): Data<'GET /users/{username}'> {
  const { user_view_type: _, ...simple } = simpleUser(server, account);
  const since = server.forge.state.foundedAt.toISOString();
  return {
    ...simple,
    user_view_type: 'public',
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
  };
}

/** What GitHub calls a role where it only knows four: maintain counts as write and triage as read. */
const LEGACY_PERMISSION = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
} as const satisfies Record<Role, string>;

/** Somebody's right in the repository. */
export function collaboratorPermission(
  server: GitHubServer,
  account: ForgeAccount,
): Data<'GET /repos/{owner}/{repo}/collaborators/{username}/permission'> {
  const { role, customRole } = account;
  const roleName = customRole ?? role;
  const atLeast = (...roles: Role[]) => roles.includes(role);
  return {
    permission: LEGACY_PERMISSION[role],
    role_name: roleName,
    user: {
      ...simpleUser(server, account),
      permissions: {
        admin: atLeast('admin'),
        maintain: atLeast('admin', 'maintain'),
        push: atLeast('admin', 'maintain', 'write'),
        triage: atLeast('admin', 'maintain', 'write', 'triage'),
        pull: role !== 'none',
      },
      role_name: roleName,
    },
  };
}
