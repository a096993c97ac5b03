import type { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { octokitOf, REPOSITORY } from './callers.ts';

let sandbox: Sandbox;
let octokit: Octokit;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  octokit = octokitOf(sandbox);
  sandbox.forge.addUser({ login: 'octocat' });
});
afterEach(() => sandbox.close());

describe('the settings of the repository', () => {
  it('begin as they have to be, with rules for branches that are not there yet', async () => {
    const rulesOf = async (branch: string) =>
      (await octokit.repos.getBranchRules({ ...REPOSITORY, branch })).data.map(({ type, ruleset_id }) => [
        type,
        ruleset_id,
      ]);
    expect(await rulesOf('main')).toEqual([
      ['deletion', 41],
      ['non_fast_forward', 41],
      ['pull_request', 41],
    ]);
    expect(await rulesOf('reinstate/records/contoso')).toEqual([
      ['deletion', 42],
      ['non_fast_forward', 42],
      ['update', 43],
    ]);
    expect(await rulesOf('feature/a')).toEqual([]);
    expect((await octokit.actions.getGithubActionsDefaultWorkflowPermissionsRepository(REPOSITORY)).data).toEqual({
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    });
    expect((await octokit.repos.codeownersErrors(REPOSITORY)).data).toEqual({ errors: [] });
  });

  it('show a bypass list only to a token that may change the ruleset', async () => {
    const shown = async () => (await octokit.repos.getRepoRuleset({ ...REPOSITORY, ruleset_id: 43 })).data;
    expect((await shown()).bypass_actors).toEqual([
      { actor_id: 987_654, actor_type: 'Integration', bypass_mode: 'always' },
    ]);
    sandbox.forge.state.settings.token.administers = false;
    expect(await shown()).not.toHaveProperty('bypass_actors');
  });

  it('limit the environment of the job that applies to the default branch', async () => {
    const environment = { ...REPOSITORY, environment_name: 'contoso' };
    expect((await octokit.repos.getEnvironment(environment)).data.deployment_branch_policy).toEqual({
      protected_branches: false,
      custom_branch_policies: true,
    });
    const { data } = await octokit.repos.listDeploymentBranchPolicies(environment);
    expect(data.branch_policies.map(({ name, type }) => [name, type])).toEqual([['main', 'branch']]);
    expect((await octokit.repos.getAllEnvironments(REPOSITORY)).data.total_count).toBe(1);
  });

  it('tell protection of the older kind apart from none and from no branch', async () => {
    const protection = async (branch: string) => octokit.repos.getBranchProtection({ ...REPOSITORY, branch });
    await expect(protection('main')).rejects.toMatchObject({ status: 404, message: /Branch not protected/u });
    await expect(protection('other')).rejects.toMatchObject({ status: 404, message: /Branch not found/u });
    const { settings } = sandbox.forge.state;
    settings.protection = {
      approvals: 2,
      codeOwners: true,
      forcePushes: false,
      deletions: true,
      admins: false,
      bypass: ['octocat'],
    };
    const { data } = await protection('main');
    expect(data).toMatchObject({ enforce_admins: { enabled: false }, allow_deletions: { enabled: true } });
    expect(data.required_pull_request_reviews?.bypass_pull_request_allowances?.users?.[0]?.login).toBe('octocat');
  });
});
