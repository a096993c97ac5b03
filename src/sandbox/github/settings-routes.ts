import { toWholeSeconds } from '../clock.ts';
import { rulesetsOf, type ForgeEnvironment, type ForgeProtection, type ForgeRuleset } from '../forge/settings.ts';
import type { SystemApp } from '../system-app.ts';
import { simpleUser } from './account-json.ts';
import { page } from './paginate.ts';
import { addressesOf, nodeId, notFound, type Data, type GitHubServer } from './wire.ts';

/** How the repository is set up: rules, environments, what workflows may do, and what is wrong with CODEOWNERS. */
export function addSettingsRoutes(app: SystemApp, server: GitHubServer): void {
  addRuleRoutes(app, server);
  addEnvironmentRoutes(app, server);
  const { settings, repository } = server.forge.state;

  app.get('/repos/:owner/:repo/actions/permissions/workflow', (c) => {
    const { mayApprove, mayWrite } = settings.workflowPermissions;
    const default_workflow_permissions = mayWrite ? 'write' : 'read';
    return c.json({
      default_workflow_permissions,
      can_approve_pull_request_reviews: mayApprove,
    } satisfies Data<'GET /repos/{owner}/{repo}/actions/permissions/workflow'>);
  });

  app.get('/repos/:owner/:repo/codeowners/errors', (c) => {
    const errors = settings.codeownersErrors.map((error) => ({
      ...error,
      column: 1,
      source: '',
      suggestion: null,
      message: `${error.kind} on line ${error.line}`,
    }));
    return c.json({ errors } satisfies Data<'GET /repos/{owner}/{repo}/codeowners/errors'>);
  });

  app.get('/repos/:owner/:repo/branches/:branch{.+}/protection', (c) => {
    if (!server.forge.state.knownBranches.has(c.req.param('branch'))) throw notFound('Branch not found');
    const isDefault = c.req.param('branch') === repository.defaultBranch;
    if (!isDefault || settings.protection === null) throw notFound('Branch not protected');
    return c.json(protectionJson(server, settings.protection));
  });
}

function addRuleRoutes(app: SystemApp, server: GitHubServer): void {
  const { settings, repository, owner, name } = server.forge.state;
  const sourceOf = ({ level }: ForgeRuleset): string => (level === 'Repository' ? `${owner}/${name}` : owner);

  app.get('/repos/:owner/:repo/rules/branches/:branch{.+}', (c) => {
    const rules = rulesetsOf(settings, c.req.param('branch'), repository.defaultBranch).flatMap((ruleset) =>
      ruleset.rules.map((rule) => ({
        ...rule,
        ruleset_source_type: ruleset.level,
        ruleset_source: sourceOf(ruleset),
        ruleset_id: ruleset.id,
      })),
    );
    return page(c, server, rules);
  });

  app.get('/repos/:owner/:repo/rulesets/:id', (c) => {
    const found = settings.rulesets.find(({ id }) => String(id) === c.req.param('id'));
    if (!found) throw notFound();
    const { id, name: title, level, enforcement, include, rules, bypass } = found;
    const { administers, bypass: own } = settings.token;
    return c.json({
      id,
      name: title,
      target: 'branch',
      source_type: level,
      source: sourceOf(found),
      enforcement,
      conditions: { ref_name: { include: [...include], exclude: [] } },
      rules: [...rules],
      ...(administers ? { bypass_actors: [...bypass] } : {}),
      current_user_can_bypass: own,
    } satisfies Partial<Data<'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}'>>);
  });
}

function addEnvironmentRoutes(app: SystemApp, server: GitHubServer): void {
  const { settings } = server.forge.state;
  const path = '/repos/:owner/:repo/environments';
  const find = (name: string): ForgeEnvironment => {
    const found = settings.environments.find((environment) => environment.name === name);
    if (!found) throw notFound();
    return found;
  };

  app.get(path, (c) => {
    const environments = settings.environments.map((environment) => environmentJson(server, environment));
    return c.json({ total_count: environments.length, environments });
  });
  app.get(`${path}/:name`, (c) => c.json(environmentJson(server, find(c.req.param('name')))));
  app.get(`${path}/:name/deployment-branch-policies`, (c) => {
    const { branches } = find(c.req.param('name'));
    if (branches === null || branches === 'protected') throw notFound();
    const branch_policies = branches.map((branch, index) => {
      const id = index + 1;
      return { id, node_id: nodeId('DBP', id), ...branch };
    });
    return c.json({ total_count: branch_policies.length, branch_policies });
  });
}

function environmentJson(
  server: GitHubServer,
  { name, branches }: ForgeEnvironment,
): Data<'GET /repos/{owner}/{repo}/environments/{environment_name}'> {
  const { api, html } = addressesOf(server);
  const since = toWholeSeconds(server.forge.state.foundedAt);
  const policy = { protected_branches: branches === 'protected', custom_branch_policies: branches !== 'protected' };
  return {
    id: 1,
    node_id: nodeId('EN', name),
    name,
    url: `${api}/environments/${encodeURIComponent(name)}`,
    html_url: `${html}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: since,
    updated_at: since,
    protection_rules: [],
    deployment_branch_policy: branches === null ? null : policy,
  };
}

function protectionJson(
  server: GitHubServer,
  { approvals, codeOwners, forcePushes, deletions, admins, bypass }: ForgeProtection,
): Data<'GET /repos/{owner}/{repo}/branches/{branch}/protection'> {
  const { state } = server.forge;
  const url = `${addressesOf(server).api}/branches/${state.repository.defaultBranch}/protection`;
  const accounts = state.accounts.filter(({ login }) => bypass.includes(login));
  return {
    url,
    required_pull_request_reviews: {
      url: `${url}/required_pull_request_reviews`,
      dismiss_stale_reviews: true,
      require_code_owner_reviews: codeOwners,
      required_approving_review_count: approvals,
      bypass_pull_request_allowances: {
        users: accounts.map((account) => simpleUser(server, account)),
        teams: [],
        apps: [],
      },
    },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: admins },
    allow_force_pushes: { enabled: forcePushes },
    allow_deletions: { enabled: deletions },
  };
}
