import { toWholeSeconds } from '../clock.ts';
import type { ForgeAccount } from '../forge/model.ts';
import { ownerUser, simpleUser, type SimpleUser } from './account-json.ts';
import { nodeId, type Data, type GitHubServer } from './wire.ts';

/** The repository inside a pull request. */
export type NestedRepository = Data<'GET /repos/{owner}/{repo}/pulls/{pull_number}'>['base']['repo'];

/** The repository by itself. */
export function fullRepository(server: GitHubServer): Data<'GET /repos/{owner}/{repo}'> {
  const { state } = server.forge;
  const { pushed_at, created_at, updated_at, ...nested } = nestedRepository(server);
  const founded = toWholeSeconds(state.foundedAt);
  return {
    ...nested,
    pushed_at: pushed_at ?? founded,
    created_at: created_at ?? founded,
    updated_at: updated_at ?? founded,
    has_discussions: false,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    subscribers_count: 0,
    network_count: 0,
    organization: ownerUser(server),
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** The repository as pull requests hold it. */
export function nestedRepository(server: GitHubServer): NestedRepository {
  return ownRepository(server);
}

/** The repository as workflow runs hold it. */
export function minimalRepository(
  server: GitHubServer,
): Data<'GET /repos/{owner}/{repo}/actions/runs/{run_id}'>['repository'] {
  return ownRepository(server);
}

function ownRepository(server: GitHubServer) {
  const { repositoryId, owner, name } = server.forge.state;
  return repositoryJson(server, {
    id: repositoryId,
    owner: ownerUser(server),
    fullName: `${owner}/${name}`,
    fork: false,
  });
}

/** Somebody's fork of the repository. */
export function forkRepository(server: GitHubServer, account: ForgeAccount): NestedRepository {
  const { repositoryId, name } = server.forge.state;
  const id = repositoryId + account.id;
  return repositoryJson(server, {
    id,
    owner: simpleUser(server, account),
    fullName: `${account.login}/${name}`,
    fork: true,
  });
}

interface Identity {
  readonly id: number;
  readonly owner: SimpleUser;
  readonly fullName: string;
  readonly fork: boolean;
}

function repositoryJson(server: GitHubServer, { id, owner, fullName, fork }: Identity) {
  const { state } = server.forge;
  const html = `${server.serverOrigin}/${fullName}`;
  const founded = toWholeSeconds(state.foundedAt);
  const lastPush = state.pushes.at(-1)?.at ?? state.foundedAt;
  return {
    id,
    node_id: nodeId('R', id),
    name: state.name,
    full_name: fullName,
    owner,
    private: state.private,
    visibility: state.private ? 'private' : 'public',
    html_url: html,
    description: null,
    fork,
    ...repositoryUrls(`${server.apiOrigin}/repos/${fullName}`),
    git_url: `git://${html.slice('https://'.length)}.git`,
    ssh_url: `git@${new URL(html).hostname}:${fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 1,
    default_branch: state.repository.defaultBranch,
    open_issues: state.pullRequests.filter((pullRequest) => pullRequest.state === 'open').length,
    open_issues_count: state.pullRequests.filter((pullRequest) => pullRequest.state === 'open').length,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    archived: false,
    disabled: false,
    pushed_at: toWholeSeconds(lastPush),
    created_at: founded,
    updated_at: toWholeSeconds(lastPush),
  };
}

function repositoryUrls(url: string) {
  return {
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}
