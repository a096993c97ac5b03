import {
  isRecord,
  mayApply,
  mayGetToken,
  permissionsOf,
  readWorkflow,
  runsCommand,
  triggersOf,
  usesAction,
  type Job,
  type Step,
  type Workflow,
} from './model.ts';
import { pinProblems } from './pins.ts';
import { tenantProblems } from './tenant-posture.ts';

/** Every way in which a workflow is weaker than it has to be, one sentence each. */
export function postureProblems(text: string, own: readonly RegExp[] = []): readonly string[] {
  const workflow = readWorkflow(text);
  const jobs = Object.entries(workflow.jobs ?? {});
  return [
    ...triggerProblems(triggersOf(workflow)),
    ...(isEmpty(workflow.permissions) ? [] : ['permissions: {} is missing at the top: each job names its own']),
    ...(/\bsecrets\b/u.test(JSON.stringify(workflow.env ?? {}))
      ? ['every job gets a secret: name it where it is used']
      : []),
    ...pinProblems(text, own),
    ...jobs.flatMap(([id, job]) => problemsOfJob(id, job, workflow)),
  ];
}

function triggerProblems(triggers: readonly string[]): readonly string[] {
  const forbidden = ['issue_comment', 'discussion_comment'].filter((trigger) => triggers.includes(trigger));
  return [
    ...forbidden.map((trigger) => `${trigger} gives strangers' events the default branch's rights: use pull_request`),
    ...(triggers.includes('pull_request') && triggers.includes('pull_request_target')
      ? ['pull_request and pull_request_target in one workflow: a stranger chooses which of them runs']
      : []),
  ];
}

function isEmpty(permissions: unknown): boolean {
  return isRecord(permissions) && Object.keys(permissions).length === 0;
}

function problemsOfJob(id: string, job: Job, workflow: Workflow): readonly string[] {
  const triggers = triggersOf(workflow);
  const steps = job.steps ?? [];
  return [
    ...boundProblems(id, job),
    ...secretProblems(id, job),
    ...steps.flatMap((step) => stepProblems(id, step)),
    ...steps
      .filter((step) => usesAction(step, 'actions/create-github-app-token'))
      .flatMap((step) => appProblems(id, step, job)),
    ...(['pull_request', 'pull_request_review'].some((trigger) => triggers.includes(trigger))
      ? untrustedProblems(id, job)
      : []),
    ...FOREIGN_STARTS.filter((trigger) => triggers.includes(trigger)).flatMap((trigger) =>
      trustedCodeProblems(id, job, trigger),
    ),
    ...(mayGetToken(job) ? tenantProblems(id, job, workflow) : []),
    ...(mayGetToken(job) || !mayApply(job) ? [] : [`job ${id} reconciles without a token of its own`]),
  ];
}

function boundProblems(id: string, job: Job): readonly string[] {
  return [
    ...(isRecord(job.permissions) ? [] : [`job ${id} does not name its permissions one by one`]),
    // A job that calls a workflow is bounded there.
    ...(typeof job['timeout-minutes'] === 'number' || job.uses !== undefined
      ? []
      : [`job ${id} has no timeout-minutes`]),
  ];
}

/** Whoever may write can have a repository's secret in a workflow of his own; an environment's only where its rules allow. */
function secretProblems(id: string, job: Job): readonly string[] {
  const named = /\bsecrets\b/u.test(JSON.stringify(job));
  return [
    ...(job.secrets === 'inherit' ? [`job ${id} hands over every secret there is: name the one`] : []),
    ...(named && job.environment === undefined ? [`job ${id} names secrets outside of an environment`] : []),
  ];
}

function stepProblems(id: string, step: Step): readonly string[] {
  const settings = step.with ?? {};
  return [
    ...(step.run?.includes('${{') === true ? [`job ${id} has an expression in a script: pass it through env`] : []),
    ...(usesAction(step, 'actions/checkout') && settings['persist-credentials'] !== false
      ? [`job ${id} checks out without persist-credentials: false`]
      : []),
    ...(usesAction(step, 'actions/setup-node') && (settings['package-manager-cache'] !== false || 'cache' in settings)
      ? [`job ${id} uses a cache: set package-manager-cache: false`]
      : []),
    ...(usesAction(step, 'actions/cache') ? [`job ${id} uses a cache`] : []),
  ];
}

/** A token of the App: for this repository, with the rights it needs one by one, and gone with the job. */
function appProblems(id: string, { with: settings = {} }: Step, job: Job): readonly string[] {
  const granted = Object.entries(settings).filter(([name]) => name.startsWith('permission-'));
  const writing = granted.filter(([, level]) => level !== 'read').map(([name]) => name);
  const allowed = writableBy(job);
  return [
    ...(granted.length > 0 ? [] : [`job ${id} gets a token with every right of the App: name permission-…`]),
    ...writing
      .filter((name) => !allowed.includes(name))
      .map((name) => `job ${id} gets a token that may write: ${name}`),
    ...['owner', 'repositories']
      .filter((name) => name in settings)
      .map((name) => `job ${id} gets a token for more: ${name}`),
    ...('skip-token-revoke' in settings ? [`job ${id} leaves a token behind: skip-token-revoke`] : []),
  ];
}

/** What the App's token may write: records for who applies, words for who shows, a branch for who asks. */
function writableBy(job: Job): readonly string[] {
  const words = ['permission-checks', 'permission-pull-requests'];
  if (mayApply(job)) return [...words, 'permission-contents'];
  if (runsCommand(job, 'new')) return ['permission-contents', 'permission-pull-requests'];
  return runsCommand(job, 'overview') ? words : [];
}

/** A job that a stranger's pull request starts: read-only, and without anything that opens a door. */
function untrustedProblems(id: string, job: Job): readonly string[] {
  return [
    ...Object.entries(permissionsOf(job))
      .filter(([, level]) => level !== 'read' && level !== 'none')
      .map(([scope, level]) => `job ${id} runs for pull requests and has ${scope}: ${String(level)}`),
    ...(job.environment === undefined ? [] : [`job ${id} runs for pull requests and enters an environment`]),
    ...(/\bsecrets\b/u.test(JSON.stringify(job)) ? [`job ${id} runs for pull requests and names secrets`] : []),
  ];
}

/** What strangers start with the default branch's rights. */
const FOREIGN_STARTS = ['pull_request_target', 'workflow_run', 'issues'];

/** A job that a stranger starts with the default branch's rights: it runs nothing that he brings. */
function trustedCodeProblems(id: string, job: Job, trigger: string): readonly string[] {
  const steps = job.steps ?? [];
  const elsewhere = ['ref', 'repository', 'allow-unsafe-pr-checkout'];
  return [
    ...(mayApply(job) ? [`job ${id} can change the tenant on ${trigger}`] : []),
    ...(permissionsOf(job)['contents'] === 'write' ? [`job ${id} can push on ${trigger}`] : []),
    ...(steps.some(({ run }) => run !== undefined) ? [`job ${id} runs a script on ${trigger}`] : []),
    ...(steps.some(
      (step) => usesAction(step, 'actions/checkout') && elsewhere.some((name) => name in (step.with ?? {})),
    )
      ? [`job ${id} checks out more than the default branch on ${trigger}`]
      : []),
  ];
}
