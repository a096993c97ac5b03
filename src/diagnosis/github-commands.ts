import { commandLine } from './shell.ts';

const REVIEWED = {
  required_approving_review_count: 1,
  require_code_owner_review: true,
  dismiss_stale_reviews_on_push: true,
  require_last_push_approval: true,
  required_review_thread_resolution: false,
};

/** The repository whose settings are mended. */
export interface ControlPlace {
  /** `owner/name`. */
  readonly repository: string;
  /** Every file below `.github/`: rulesets that `init` wrote are among them. */
  readonly githubFiles: readonly string[];
}

/** A ruleset for the default branch: reviewed pull requests only, no force push, no deletion, and nobody passes by it. */
export function protectDefaultBranch(place: ControlPlace): string {
  return createRuleset(place, 'main.json', {
    name: 'default branch',
    include: '~DEFAULT_BRANCH',
    bypass: [],
    rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'pull_request', parameters: REVIEWED }],
  });
}

const RECORDS = 'refs/heads/reinstate/records/**';

/** A ruleset that keeps what the records branches hold. */
export function keepRecords(place: ControlPlace): string {
  const rules = [{ type: 'deletion' }, { type: 'non_fast_forward' }];
  return createRuleset(place, 'records-history.json', {
    name: 'records are kept',
    include: RECORDS,
    bypass: [],
    rules,
  });
}

/** A ruleset that lets one App alone update the records branches. */
export function leaveRecordsToApp(place: ControlPlace): string {
  return createRuleset(place, 'records-writer.json', {
    name: 'records by the App',
    include: RECORDS,
    bypass: [{ actor_id: '<id of the App>', actor_type: 'Integration', bypass_mode: 'always' }],
    rules: [{ type: 'creation' }, { type: 'update' }],
  });
}

interface NewRuleset {
  readonly name: string;
  readonly include: string;
  readonly bypass: readonly object[];
  readonly rules: readonly object[];
}

function createRuleset({ repository, githubFiles }: ControlPlace, file: string, ruleset: NewRuleset): string {
  const create = ['gh', 'api', '--method', 'POST', `repos/${repository}/rulesets`, '--input'];
  const written = `.github/rulesets/${file}`;
  if (githubFiles.includes(written)) return commandLine(...create, written);
  const { name, include, bypass, rules } = ruleset;
  const conditions = { ref_name: { include: [include], exclude: [] } };
  const body = { name, target: 'branch', enforcement: 'active', conditions, bypass_actors: bypass, rules };
  return `${commandLine('echo', JSON.stringify(body))} | ${commandLine(...create, '-')}`;
}

/** Takes everybody off the bypass list of a ruleset; one of an organisation is its owners' to change. */
export function emptyBypassList(repository: string, ruleset: { readonly id: number; readonly source: string }): string {
  const [owner] = ruleset.source.split('/');
  const place = ruleset.source === repository ? `repos/${repository}` : `orgs/${owner ?? ''}`;
  const body = commandLine('echo', '{"bypass_actors":[]}');
  return `${body} | ${commandLine('gh', 'api', '--method', 'PUT', `${place}/rulesets/${ruleset.id}`, '--input', '-')}`;
}

/** Binds administrators to the older kind of protection, and lets nobody pass by its reviews. */
export function bindAdministrators(repository: string, branch: string): string {
  const place = `repos/${repository}/branches/${encodeURIComponent(branch)}/protection`;
  return `${commandLine('gh', 'api', '--method', 'POST', `${place}/enforce_admins`)}, and empty the bypass list in Settings > Branches`;
}

/** Lets only one branch deploy to an environment, which is made where it is not there. */
export function limitEnvironment(repository: string, name: string, branch: string): string {
  const place = `repos/${repository}/environments/${encodeURIComponent(name)}`;
  const policy = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };
  const limit = `${commandLine('echo', JSON.stringify(policy))} | ${commandLine('gh', 'api', '--method', 'PUT', place, '--input', '-')}`;
  const allow = commandLine(
    'gh',
    'api',
    '--method',
    'POST',
    `${place}/deployment-branch-policies`,
    '-f',
    `name=${branch}`,
  );
  return `${limit} && ${allow}`;
}

/** Shows what may deploy to an environment by id, to delete what should not. */
export function listDeploymentBranches(repository: string, name: string): string {
  return commandLine(
    'gh',
    'api',
    `repos/${repository}/environments/${encodeURIComponent(name)}/deployment-branch-policies`,
  );
}

/** Keeps workflows from approving pull requests, and from writing where they do not say so. */
export function restrainWorkflows(repository: string): string {
  const settings = ['-f', 'default_workflow_permissions=read', '-F', 'can_approve_pull_request_reviews=false'];
  return commandLine('gh', 'api', '--method', 'PUT', `repos/${repository}/actions/permissions/workflow`, ...settings);
}
