import type { CollaboratorPermission, GitHubReader, RepositoryRole, TeamMembership } from '../../ports/github.ts';
import { NotFoundError, UnavailableError } from '../../support/errors.ts';
import { accountIn } from './account.ts';
import { answerAbout, type Answer } from './answer.ts';
import type { GitHubClient } from './client.ts';

type PeopleReader = Pick<GitHubReader, 'permission' | 'teamMembership' | 'account'>;

/** The part of the reader that is about people and their rights. */
export function peopleReader(client: GitHubClient): PeopleReader {
  const { octokit, owner, repo, read } = client;
  return {
    async permission(username) {
      const what = `permission of @${username}`;
      const wanted = { owner, repo, username };
      const { data } = await read(what, async () => octokit.rest.repos.getCollaboratorPermissionLevel(wanted));
      return permissionIn(answerAbout(what, data));
    },
    teamMembership: async (team, login) => teamMembership(client, team, login),
    async account(username) {
      const what = `account @${username}`;
      const { data } = await read(what, async () => octokit.rest.users.getByUsername({ username }));
      const account = accountIn(answerAbout(what, data));
      if (!account) throw new NotFoundError(`GitHub has no account @${username}`);
      return account;
    },
  };
}

/** A team that the token can't see answers 404 just like a person who is not in it, so the team is asked for too. */
async function teamMembership(client: GitHubClient, team: string, login: string): Promise<TeamMembership> {
  const { octokit, owner: org, read } = client;
  const what = `membership of @${login} in ${team}`;
  const wanted = { org, team_slug: team, username: login };
  try {
    const { data } = await read(what, async () => octokit.rest.teams.getMembershipForUserInOrg(wanted));
    return answerAbout(what, data).text('state') === 'active' ? 'active' : 'pending';
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

const STANDARD_ROLES: readonly RepositoryRole[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/**
 * `permission` folds maintain into write and triage into read; `role_name` has the real role, or the name of a custom
 * one, whose rights are then read from the flags beside it.
 */
function permissionIn(answer: Answer): CollaboratorPermission {
  const user = answer.withinOrNull('user');
  const named = answer.textOrNull('role_name');
  const standard = STANDARD_ROLES.find((role) => role === named);
  const flags = user?.withinOrNull('permissions') ?? null;
  return {
    accountId: user?.whole('id'),
    role: standard ?? (flags ? roleFromFlags(flags) : legacyRole(answer.text('permission'))),
  };
}

/** The greatest of the rights that are given. A flag that says neither yes nor no gives none. */
function roleFromFlags(flags: Answer): RepositoryRole {
  const GREATEST_FIRST = [
    ['admin', 'admin'],
    ['maintain', 'maintain'],
    ['push', 'write'],
    ['triage', 'triage'],
    ['pull', 'read'],
  ] as const;
  return GREATEST_FIRST.find(([flag]) => flags.flagOrNull(flag) === true)?.[1] ?? 'none';
}

function legacyRole(permission: string): RepositoryRole {
  return STANDARD_ROLES.find((role) => role === permission) ?? 'none';
}
