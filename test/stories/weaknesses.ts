import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const WORKFLOW = '.github/workflows/reconcile.yml';

/** One weak point, and the step that mends it. */
export interface Weakness {
  readonly title: string;
  readonly change: (world: Sandbox) => Promise<unknown> | void;
  readonly check: string;
  readonly message: string;
  readonly remedy: string;
  /** What else the same change is told by. */
  readonly also?: readonly string[];
}

/** Changes a rule of the forge's rulesets; without a replacement it is taken away. */
export function changeRule(
  { forge }: Sandbox,
  id: number,
  type: string,
  parameters?: Readonly<Record<string, unknown>>,
): void {
  const found = forge.state.settings.rulesets.find((ruleset) => ruleset.id === id);
  if (!found) throw new Error(`there is no ruleset ${id}`);
  found.rules = found.rules.flatMap((one) => {
    if (one.type !== type) return [one];
    return parameters && 'parameters' in one
      ? [Object.assign({}, one, { parameters: Object.assign({}, one.parameters, parameters) })]
      : [];
  });
}

function bypass(
  { forge }: Sandbox,
  id: number,
  ...actors: NonNullable<Sandbox['forge']['state']['settings']['rulesets'][number]['bypass']>
): void {
  const found = forge.state.settings.rulesets.find((ruleset) => ruleset.id === id);
  if (found) found.bypass = actors;
}

async function editWorkflow(world: Sandbox, search: string | RegExp, replacement: string): Promise<void> {
  const text = await world.git(['show', `origin/main:${WORKFLOW}`], await world.clone());
  await world.forge.commit({ files: { [WORKFLOW]: text.replace(search, () => replacement) }, author: 'octocat' });
}

/** Everything that posture can lack, one thing at a time. */
export const WEAKNESSES: readonly Weakness[] = [
  {
    title: 'a default branch without reviews',
    change: (world) => changeRule(world, 41, 'pull_request'),
    check: 'main.review',
    message: 'takes changes that nobody approved',
    remedy: `"type":"pull_request","parameters":{"required_approving_review_count":1,"require_code_owner_review":true`,
    also: ['main.codeOwnerReview'],
  },
  {
    title: 'reviews without code owners',
    change: (world) => changeRule(world, 41, 'pull_request', { require_code_owner_review: false }),
    check: 'main.codeOwnerReview',
    message: 'asks no code owner',
    remedy: `| gh api --method POST repos/contoso/unblock/rulesets --input -`,
  },
  {
    title: 'pull requests without an approval',
    change: (world) => changeRule(world, 41, 'pull_request', { required_approving_review_count: 0 }),
    check: 'main.review',
    message: 'takes changes that nobody approved',
    remedy: '"include":["~DEFAULT_BRANCH"]',
  },
  {
    title: 'force pushes to the default branch',
    change: (world) => changeRule(world, 41, 'non_fast_forward'),
    check: 'main.forcePush',
    message: 'can be pushed to by force',
    remedy: '{"type":"non_fast_forward"}',
  },
  {
    title: 'a default branch that can be deleted',
    change: (world) => changeRule(world, 41, 'deletion'),
    check: 'main.deletion',
    message: 'can be deleted',
    remedy: '{"type":"deletion"}',
  },
  {
    title: 'rules that are only evaluated',
    change: ({ forge }) => {
      const [first] = forge.state.settings.rulesets;
      if (first) first.enforcement = 'evaluate';
    },
    check: 'main.review',
    message: 'takes changes that nobody approved',
    remedy: '"enforcement":"active"',
    also: ['main.codeOwnerReview', 'main.forcePush', 'main.deletion'],
  },
  {
    title: 'administrators who may pass by',
    change: (world) => bypass(world, 41, { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }),
    check: 'main.bypass',
    message: 'RepositoryRole 5 (admin) may pass by ruleset "default branch" of main',
    remedy: `echo '{"bypass_actors":[]}' | gh api --method PUT repos/contoso/unblock/rulesets/41 --input -`,
  },
  {
    title: 'a token that may pass by',
    change: ({ forge }) => {
      Object.assign(forge.state.settings.token, { administers: false, bypass: 'always' });
    },
    check: 'main.bypass',
    message: 'whoever holds the token of this very run may pass by',
    remedy: 'repos/contoso/unblock/rulesets/41',
  },
  {
    title: 'code that nobody owns',
    change: async ({ forge }) =>
      forge.commit({ files: { '.github/CODEOWNERS': '/docs/ @monalisa\n' }, author: 'octocat' }),
    check: 'codeowners',
    message:
      '.github/CODEOWNERS gives .github/CODEOWNERS, .github/reinstate.yml, .github/workflows/reconcile.yml no owner',
    remedy: '/.github/ @<organisation>/<team of the owners>',
  },
  {
    title: 'owners whom GitHub does not know',
    change: ({ forge }) => {
      forge.state.settings.codeownersErrors = [{ line: 1, kind: 'Unknown owner', path: '.github/CODEOWNERS' }];
    },
    check: 'codeowners',
    message: 'GitHub says: line 1: Unknown owner',
    remedy: '/.github/',
  },
  {
    title: 'force pushes to the records',
    change: (world) => changeRule(world, 42, 'non_fast_forward'),
    check: 'records.forcePush',
    message: 'can be pushed to by force, which rewrites the records',
    remedy: '"include":["refs/heads/reinstate/records/**"]',
  },
  {
    title: 'records that can be deleted',
    change: (world) => changeRule(world, 42, 'deletion'),
    check: 'records.deletion',
    message: 'can be deleted with all its records',
    remedy: '"name":"records are kept"',
  },
  {
    title: 'records that everybody may update',
    change: (world) => changeRule(world, 43, 'update'),
    check: 'records.update',
    message: 'is updated by everybody who can push',
    remedy: '"bypass_actors":[{"actor_id":"<id of the App>","actor_type":"Integration","bypass_mode":"always"}]',
  },
  {
    title: 'records that every workflow may update',
    change: (world) => bypass(world, 43, { actor_id: 15_368, actor_type: 'Integration', bypass_mode: 'always' }),
    check: 'records.writer',
    message: 'the App 15368, which is every workflow of every branch, may update the records',
    remedy: 'and delete ruleset "records by the App"',
  },
  {
    title: 'records that the App may not update',
    change: (world) => bypass(world, 43),
    check: 'records.writer',
    message: 'nobody, not even the App, may update the records',
    remedy: '{"type":"update"}',
  },
  {
    title: 'an environment of every branch',
    change: ({ forge }) => {
      forge.state.settings.environments = [{ name: 'contoso', branches: null }];
    },
    check: 'environment contoso',
    message: 'every branch may deploy to contoso',
    remedy: 'gh api --method POST repos/contoso/unblock/environments/contoso/deployment-branch-policies -f name=main',
  },
  {
    title: 'an environment of protected branches',
    change: ({ forge }) => {
      forge.state.settings.environments = [{ name: 'contoso', branches: 'protected' }];
    },
    check: 'environment contoso',
    message: 'every branch with some protection may deploy',
    remedy: '"custom_branch_policies":true',
  },
  {
    title: 'an environment of another branch too',
    change: ({ forge }) => {
      const branches = ['main', 'dev'].map((name) => ({ name, type: 'branch' as const }));
      forge.state.settings.environments = [{ name: 'contoso', branches }];
    },
    check: 'environment contoso',
    message: 'branch dev may deploy to contoso, and only main should',
    remedy: 'gh api repos/contoso/unblock/environments/contoso/deployment-branch-policies',
  },
  {
    title: 'an environment that is not there',
    change: ({ forge }) => {
      forge.state.settings.environments = [];
    },
    check: 'environment contoso',
    message: 'GitHub makes one for the first branch that asks',
    remedy: 'gh api --method PUT repos/contoso/unblock/environments/contoso --input -',
  },
  {
    title: 'workflows that may approve',
    change: ({ forge }) => {
      forge.state.settings.workflowPermissions.mayApprove = true;
    },
    check: 'approvals',
    message: 'workflows may approve pull requests',
    remedy:
      'gh api --method PUT repos/contoso/unblock/actions/permissions/workflow -f default_workflow_permissions=read -F can_approve_pull_request_reviews=false',
  },
  {
    title: 'a job that applies and writes',
    change: async (world) => editWorkflow(world, 'contents: read', 'contents: write'),
    check: 'applyingJob',
    message: 'job reconcile of .github/workflows/reconcile.yml, which applies, has contents: write',
    remedy: 'permissions: { contents: read, id-token: write }',
  },
  {
    title: 'a job that applies outside of an environment',
    change: async (world) => editWorkflow(world, /^ *environment:.*\n/mu, ''),
    check: 'applyingJob',
    message: 'reaches the tenants without an environment',
    remedy: 'give job reconcile an environment that only the default branch may deploy to',
  },
  {
    title: "a workflow for strangers' events",
    change: async (world) => editWorkflow(world, 'workflow_dispatch:', 'pull_request_target:'),
    check: 'triggers',
    message: 'starts on pull_request_target and applies',
    remedy: 'take pull_request_target out of on:',
  },
  {
    title: 'an action by its tag',
    change: async (world) => editWorkflow(world, /checkout@[0-9a-f]{40}/u, 'checkout@v7'),
    check: 'pins',
    message: '.github/workflows/reconcile.yml uses actions/checkout@v7',
    remedy: 'gh api repos/actions/checkout/commits/v7 --jq .sha',
  },
  {
    title: 'a workflow that nobody can read',
    change: async (world) => editWorkflow(world, 'jobs:', 'jobs: ['),
    check: WORKFLOW,
    message: 'can not be read as a workflow',
    remedy: `mend or delete ${WORKFLOW}`,
  },
  {
    title: 'rules that the token may not see',
    change: ({ faults }) => {
      faults.add({ system: 'github', match: { path: 'actions/permissions' }, times: Infinity, fault: { status: 403 } });
    },
    check: 'approvals',
    message: 'GitHub refused to show what workflows may do (403)',
    remedy: 'run with a token of a GitHub App that has the repository permission "Administration: read"',
  },
];
