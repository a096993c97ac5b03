import { toWholeSeconds } from '../clock.ts';
import type { ForgeTeam } from '../forge/model.ts';
import { ownerUser } from './account-json.ts';
import { nodeId, type Data, type GitHubServer } from './wire.ts';

type Team = Data<'GET /orgs/{org}/teams/{team_slug}'>;

/** A team of the repository's owner. */
export function teamJson(server: GitHubServer, team: ForgeTeam): Team {
  const organization = organizationJson(server);
  const url = `${server.apiOrigin}/organizations/${organization.id}/team/${team.id}`;
  const since = toWholeSeconds(server.forge.state.foundedAt);
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    url,
    html_url: `${organization.html_url}/teams/${team.slug}`,
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    type: 'organization',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    members_count: team.members.size,
    repos_count: 1,
    created_at: since,
    updated_at: since,
    organization,
  };
}

function organizationJson(server: GitHubServer): Team['organization'] {
  const { id, login, node_id, avatar_url, html_url } = ownerUser(server);
  const url = `${server.apiOrigin}/orgs/${login}`;
  const since = toWholeSeconds(server.forge.state.foundedAt);
  return {
    login,
    id: Number(id),
    node_id,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url,
    html_url,
    description: null,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
    archived_at: null,
    type: 'Organization',
  };
}
