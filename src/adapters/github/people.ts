import type { Endpoints } from '@octokit/types';
import type { CollaboratorPermission, GitHubReader, RepositoryRole, TeamMembership } from '../../ports/github.ts';
import { NotFoundError, UnavailableError } from '../../support/errors.ts';
import { accountOf } from './account.ts';
import type { GitHubClient } from './client.ts';

type PeopleReader = Pick<GitHubReader, 'permission' | 'teamMembership' | 'account'>;

/** The part of the reader that is about people and their rights. */
export function peopleReader(client: GitHubClient): PeopleReader {
  const { octokit, owner, repo, read } = client;
  return {
    async permission(username) {
      const { data } = await read(`permission of @${username}`, () =>
        octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username }),
      );
      return toPermission(data);
    },
    teamMembership: (team, login) => teamMembership(client, team, login),
    async account(username) {
      const { data } = await read(`account @${username}`, () => octokit.rest.users.getByUsername({ username }));
      const account = accountOf(data);
      if (!account) throw new NotFoundError(`GitHub has no account @${username}`);
      return account;
    },
  };
}

/** A team that the token can't see answers 404 just like a person who is not in it, so the team is asked for too. */
async function teamMembership(client: GitHubClient, team: string, login: string): Promise<TeamMembership> {
  const { octokit, owner: org, read } = client;
  try {
    const { data } = await read(`membership of @${login} in ${team}`, () =>
      octokit.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username: login }),
    );
    return data.state === 'active' ? 'active' : 'pending';
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await assertTeamVisible(client, team);
    return 'none';
  }
}

async function assertTeamVisible({ octokit, owner: org, read }: GitHubClient, team: string): Promise<void> {
  try {
    await read(`team ${team}`, () => octokit.rest.teams.getByName({ org, team_slug: team }));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UnavailableError(`the token can't see a team ${team}`, {
      hint: 'reading teams needs an App token with "Members: read"; GITHUB_TOKEN can not',
    });
  }
}

type PermissionData = Endpoints['GET /repos/{owner}/{repo}/collaborators/{username}/permission']['response']['data'];

const STANDARD_ROLES: readonly RepositoryRole[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/**
 * `permission` folds maintain into write and triage into read; `role_name` has the real role, or the name of a custom
 * one, whose rights are then read from the flags beside it.
 */
function toPermission({ permission, role_name, user }: PermissionData): CollaboratorPermission {
  const accountId = user ? Number(user.id) : undefined;
  const standard = STANDARD_ROLES.find((role) => role === role_name);
  return { accountId, role: standard ?? roleFromFlags(user?.permissions) ?? legacyRole(permission) };
}

type Flags = NonNullable<PermissionData['user']>['permissions'];

function roleFromFlags(flags: Flags): RepositoryRole | undefined {
  if (!flags) return undefined;
  if (flags.admin) return 'admin';
  if (flags.maintain === true) return 'maintain';
  if (flags.push) return 'write';
  if (flags.triage === true) return 'triage';
  return flags.pull ? 'read' : 'none';
}

function legacyRole(permission: string): RepositoryRole {
  return STANDARD_ROLES.find((role) => role === permission) ?? 'none';
}
