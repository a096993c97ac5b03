import { isRecord, mayApply, permissionsOf, triggersOf, type Job, type Workflow } from './model.ts';

/** Rights of the applying job's own token: whatever it writes to GitHub goes through the App's. */
const APPLYING: Readonly<Record<string, string>> = { contents: 'read', 'id-token': 'write' };

/** The environments that init and the reusable workflows name, and a release's. */
const APPLYING_ENVIRONMENTS = /^(?:microsoft365(?!-reader)|\$\{\{ inputs\.environment)/u;

/** A job that can prove who it is to others: behind an environment, and started by what nobody outside can send. */
export function tenantProblems(id: string, job: Job, workflow: Workflow): readonly string[] {
  const allowed = new Set(['push', 'schedule', 'workflow_dispatch', 'workflow_call']);
  if (!mayApply(job) && isReader(job))
    for (const trigger of ['pull_request_target', 'workflow_run']) allowed.add(trigger);
  return [
    ...(typeof job.environment === 'string' ? [] : [`job ${id} gets tenant tokens without an environment`]),
    ...triggersOf(workflow)
      .filter((trigger) => !allowed.has(trigger))
      .map((trigger) => `job ${id} gets tenant tokens on ${trigger}`),
    ...(isReader(job) && !mayApply(job) ? [] : queueProblems(id, job, workflow)),
    ...(mayApply(job) ? applyingProblems(id, job) : []),
  ];
}

/** A job that only reads the tenant says so by its environment, as that is what Entra goes by. */
function isReader({ environment }: Job): boolean {
  return environment === 'microsoft365-reader' || environment === '${{ inputs.environment }}';
}

/** What changes something is never cut off, and its runs wait in line. */
function queueProblems(id: string, job: Job, workflow: Workflow): readonly string[] {
  const concurrency = job.concurrency ?? workflow.concurrency;
  const settings = isRecord(concurrency) ? concurrency : {};
  return [
    ...(settings['cancel-in-progress'] === false ? [] : [`job ${id} can be cancelled: cancel-in-progress: false`]),
    ...(settings['queue'] === 'max' ? [] : [`job ${id} drops waiting runs: queue: max`]),
  ];
}

function applyingProblems(id: string, job: Job): readonly string[] {
  const rights = permissionsOf(job);
  const names = Object.keys({ ...rights, ...APPLYING });
  return [
    ...(names.every((name) => rights[name] === APPLYING[name])
      ? []
      : [`job ${id} applies with other rights than contents: read and id-token: write`]),
    ...(APPLYING_ENVIRONMENTS.test(String(job.environment)) ? [] : [`job ${id} applies in an environment that reads`]),
  ];
}
