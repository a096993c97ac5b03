import { isMap, isScalar, parseDocument, visit } from 'yaml';
import { ACTION_PINS } from './action-pins.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly environment?: unknown;
  readonly concurrency?: unknown;
  readonly 'timeout-minutes'?: unknown;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

/** Every way in which a workflow is weaker than it has to be, one sentence each. */
export function postureProblems(text: string): readonly string[] {
  const workflow: Workflow = parseDocument(text).toJS();
  const triggers = triggersOf(workflow);
  const jobs = Object.entries(workflow.jobs ?? {});
  return [
    ...triggerProblems(triggers),
    ...(isEmpty(workflow.permissions) ? [] : ['permissions: {} is missing at the top: each job names its own']),
    ...pinProblems(text),
    ...jobs.flatMap(([id, job]) => [
      ...jobProblems(id, job),
      ...(job.steps ?? []).flatMap((step) => stepProblems(id, step)),
      ...(triggers.includes('pull_request') ? untrustedProblems(id, job) : []),
      ...(mayGetToken(job) ? tenantProblems(id, job, workflow, triggers) : []),
    ]),
    ...(triggers.includes('pull_request') && /\bsecrets\b/u.test(text)
      ? ['a workflow of pull requests names secrets: it must hold none']
      : []),
  ];
}

function triggersOf({ on }: Workflow): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
}

function triggerProblems(triggers: readonly string[]): readonly string[] {
  return ['pull_request_target', 'workflow_run', 'issue_comment']
    .filter((trigger) => triggers.includes(trigger))
    .map((trigger) => `${trigger} gives strangers' events the default branch's rights: use pull_request`);
}

function isEmpty(permissions: unknown): boolean {
  return isRecord(permissions) && Object.keys(permissions).length === 0;
}

function jobProblems(id: string, job: Job): readonly string[] {
  return [
    ...(isRecord(job.permissions) ? [] : [`job ${id} does not name its permissions one by one`]),
    ...(typeof job['timeout-minutes'] === 'number' ? [] : [`job ${id} has no timeout-minutes`]),
  ];
}

function stepProblems(id: string, step: Step): readonly string[] {
  const settings = step.with ?? {};
  const uses = (action: string): boolean => step.uses?.startsWith(`${action}@`) === true;
  return [
    ...(step.run?.includes('${{') === true ? [`job ${id} has an expression in a script: pass it through env`] : []),
    ...(uses('actions/checkout') && settings['persist-credentials'] !== false
      ? [`job ${id} checks out without persist-credentials: false`]
      : []),
    ...(uses('actions/setup-node') && (settings['package-manager-cache'] !== false || 'cache' in settings)
      ? [`job ${id} uses a cache: set package-manager-cache: false`]
      : []),
    ...(uses('actions/cache') ? [`job ${id} uses a cache`] : []),
  ];
}

/** A job that a stranger's pull request starts: read-only, and without anything that opens a door. */
function untrustedProblems(id: string, job: Job): readonly string[] {
  const granted = isRecord(job.permissions) ? Object.entries(job.permissions) : [];
  return [
    ...granted
      .filter(([, level]) => level !== 'read' && level !== 'none')
      .map(([scope, level]) => `job ${id} runs for pull requests and has ${scope}: ${String(level)}`),
    ...(job.environment === undefined ? [] : [`job ${id} runs for pull requests and enters an environment`]),
  ];
}

function mayGetToken(job: Job): boolean {
  return isRecord(job.permissions) && job.permissions['id-token'] === 'write';
}

/** A job that can reach the tenant: behind an environment, never cut off, and with its runs waiting in line. */
function tenantProblems(id: string, job: Job, workflow: Workflow, triggers: readonly string[]): readonly string[] {
  const concurrency = job.concurrency ?? workflow.concurrency;
  const settings = isRecord(concurrency) ? concurrency : {};
  const allowed = new Set(['push', 'schedule', 'workflow_dispatch']);
  return [
    ...(typeof job.environment === 'string' ? [] : [`job ${id} gets tenant tokens without an environment`]),
    ...(settings['cancel-in-progress'] === false ? [] : [`job ${id} can be cancelled: cancel-in-progress: false`]),
    ...(settings['queue'] === 'max' ? [] : [`job ${id} drops waiting runs: queue: max`]),
    ...triggers
      .filter((trigger) => !allowed.has(trigger))
      .map((trigger) => `job ${id} gets tenant tokens on ${trigger}`),
  ];
}

/** Each `uses` has to be a commit of the pin table, with the tag in a comment behind it. */
function pinProblems(text: string): readonly string[] {
  const problems: string[] = [];
  visit(parseDocument(text), {
    Map(_key, map) {
      if (!isMap(map)) return;
      const uses = map.get('uses', true);
      if (isScalar(uses)) problems.push(...usesProblems(String(uses.value), uses.comment?.trim()));
    },
  });
  return problems;
}

function usesProblems(uses: string, comment: string | undefined): readonly string[] {
  const [action = '', commit] = uses.split('@');
  const pin = ACTION_PINS.get(action);
  if (!pin || commit !== pin.commit) return [`${uses} is not in the pin table (test/workflows/action-pins.ts)`];
  return comment === pin.tag ? [] : [`${uses} needs its tag behind it as a comment: # ${pin.tag}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
