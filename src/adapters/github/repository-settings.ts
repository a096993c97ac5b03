import { RequestError } from '@octokit/request-error';
import type { Account } from '../../ports/github.ts';
import type {
  CodeownersError,
  DeploymentBranches,
  RepositorySettings,
  WorkflowPermissions,
} from '../../ports/repository-settings.ts';
import { MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { foreignText } from '../../support/foreign-text.ts';
import { accountIn } from './account.ts';
import { answerAbout, type Answer } from './answer.ts';
import { protectionIn, ruleIn, rulesetIn } from './branch-rules.ts';
import type { GitHubClient } from './client.ts';

const PAGE = 100;

/** Reads how the repository is set up over REST, with GET and nothing else. */
export function createRepositorySettings(client: GitHubClient): RepositorySettings {
  const { octokit, owner, repo, read, list } = client;
  return {
    teamMembers: async (team) => teamMembers(client, team),
    async branchRules(branch) {
      const wanted = { owner, repo, branch, per_page: PAGE };
      const rules = await list(`rules of ${branch}`, async () => octokit.rest.repos.getBranchRules(wanted));
      return rules.map(ruleIn);
    },
    async ruleset(id) {
      const wanted = { owner, repo, ruleset_id: id, includes_parents: true };
      const { data } = await read(`ruleset ${id}`, async () => octokit.rest.repos.getRepoRuleset(wanted));
      return rulesetIn(answerAbout(`ruleset ${id}`, data));
    },
    branchProtection: async (branch) => branchProtection(client, branch),
    environment: async (name) => environment(client, name),
    async environments() {
      const wanted = { owner, repo, per_page: PAGE };
      const { data } = await read('environments', async () => octokit.rest.repos.getAllEnvironments(wanted));
      const names = allOf(answerAbout('environments', data), 'environments').map((one) => one.text('name'));
      return names.map((name) => foreignText(name));
    },
    workflowPermissions: async () => workflowPermissions(client),
    codeownersErrors: async () => codeownersErrors(client),
  };
}

/** A team that is not there and one that the token may not see look the same, so neither is believed to be empty. */
async function teamMembers({ octokit, owner: org, list }: GitHubClient, team: string): Promise<readonly Account[]> {
  try {
    const wanted = { org, team_slug: team, per_page: PAGE };
    const members = await list(`members of team ${team}`, async () => octokit.rest.teams.listMembersInOrg(wanted));
    return members.flatMap((member) => accountIn(member) ?? []);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new MissingRightError(`the token sees no team ${team} of ${org}`, {
      hint: 'run with a token of a GitHub App that has the organization permission "Members: read"; GITHUB_TOKEN can not have it',
    });
  }
}

/** GitHub's two ways to say that there is none; any other 404 is what a token without the right gets. */
const UNPROTECTED = /^Branch not (?:protected|found)/u;

async function branchProtection({ octokit, owner, repo, read }: GitHubClient, branch: string) {
  const what = `protection of ${branch}`;
  try {
    const data = await read(what, async (): Promise<unknown> => {
      try {
        return (await octokit.rest.repos.getBranchProtection({ owner, repo, branch })).data;
      } catch (error) {
        if (error instanceof RequestError && error.status === 404 && UNPROTECTED.test(error.message)) return undefined;
        throw error;
      }
    });
    return data === undefined ? undefined : protectionIn(answerAbout(what, data));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new MissingRightError(`the token does not see the protection of ${branch}`, {
      hint: 'run with a token of a GitHub App that has the repository permission "Administration: read"',
    });
  }
}

async function environment(client: GitHubClient, name: string): Promise<DeploymentBranches | undefined> {
  const { octokit, owner, repo, read } = client;
  const what = `environment ${name}`;
  const wanted = { owner, repo, environment_name: name };
  try {
    const { data } = await read(what, async () => octokit.rest.repos.getEnvironment(wanted));
    const policy = answerAbout(what, data).withinOrNull('deployment_branch_policy');
    if (!policy) return 'any';
    if (policy.flag('protected_branches')) return 'protected';
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
  const branches = { ...wanted, per_page: PAGE };
  const { data } = await read(`branches of ${what}`, async () =>
    octokit.rest.repos.listDeploymentBranchPolicies(branches),
  );
  return allOf(answerAbout(`branches of ${what}`, data), 'branch_policies').map((one) => ({
    name: foreignText(one.text('name')),
    // Older servers know branches only, and do not say so.
    type: one.textOrNull('type') === 'tag' ? 'tag' : 'branch',
  }));
}

/** Everything of a list that comes with its length: the first page has to hold it all. */
function allOf(answer: Answer, name: string): readonly Answer[] {
  const found = answer.list(name);
  if (answer.whole('total_count') === found.length) return found;
  throw new UnavailableError(
    `GitHub lists ${found.length} of ${answer.whole('total_count')} ${name}: that is too many`,
  );
}

async function workflowPermissions({ octokit, owner, repo, read }: GitHubClient): Promise<WorkflowPermissions> {
  const what = 'what workflows may do';
  const { data } = await read(what, async () =>
    octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ owner, repo }),
  );
  const answer = answerAbout(what, data);
  return {
    mayApprovePullRequests: answer.flag('can_approve_pull_request_reviews'),
    writesByDefault: answer.text('default_workflow_permissions') !== 'read',
  };
}

async function codeownersErrors(client: GitHubClient): Promise<readonly CodeownersError[]> {
  const { octokit, owner, repo, read } = client;
  const what = 'errors of CODEOWNERS';
  try {
    const { data } = await read(what, async () => octokit.rest.repos.codeownersErrors({ owner, repo }));
    const errors = answerAbout(what, data).list('errors');
    return errors.map((error) => ({ line: error.whole('line'), kind: foreignText(error.text('kind')) }));
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}
