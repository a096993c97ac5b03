import { isFields } from '../support/fields.ts';
import type { PosturePoint } from './finding.ts';
import { point } from './posture-point.ts';
import { commandLine } from './shell.ts';
import type { TextFile } from './posture-facts.ts';
import { readWorkflow, type WorkflowFile, type WorkflowJob } from './workflow-file.ts';

/** All that the job which applies needs of its own token: what it records and says goes through a GitHub App's. */
const ALLOWED: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['contents', ['read', 'none']],
  ['id-token', ['write', 'none']],
]);
/** What strangers do not start. */
const OWN_TRIGGERS: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_dispatch', 'workflow_call']);
/** What a stranger's pull request, or the end of a run that it began, starts with the default branch's rights. */
const FOREIGN_STARTS = ['pull_request_target', 'workflow_run'] as const;

/** How the workflows of the default branch are written, read as data. */
export function judgeWorkflows(files: readonly TextFile[]): readonly PosturePoint[] {
  const read = files.map((file) => ({ file, workflow: readWorkflow(file) }));
  const workflows = read.flatMap(({ workflow }) => workflow ?? []);
  return [
    ...read.flatMap(({ file, workflow }) => (workflow ? [] : [unreadable(file)])),
    judgeApplying(workflows),
    judgeTriggers(workflows),
    judgePins(workflows),
  ];
}

/** The environments that have to be limited: those of jobs that get tenant tokens. `all` where a name is worked out. */
export function environmentsToLimit(files: readonly TextFile[]): {
  readonly names: readonly string[];
  readonly all: boolean;
} {
  const jobs = files.flatMap((file) => readWorkflow(file)?.jobs ?? []).filter(reachesTenant);
  return {
    names: [...new Set(jobs.flatMap(({ environments }) => environments))],
    all: jobs.some(({ otherEnvironment }) => otherEnvironment),
  };
}

function reachesTenant(job: WorkflowJob): boolean {
  const { permissions, applies } = job;
  return applies || permissions === 'write-all' || (isFields(permissions) && permissions['id-token'] === 'write');
}

function unreadable({ path }: TextFile): PosturePoint {
  const say = point(null, 'workflows', path, true);
  return say.unknown(`${path} can not be read as a workflow, so nobody knows what it does`, `mend or delete ${path}`);
}

interface Weakness {
  readonly what: string;
  readonly remedy: string;
}

/** One point for many weaknesses, each named; the first step comes first. */
function judged(check: string, required: boolean, weak: readonly Weakness[], sound: string): PosturePoint {
  const say = point(null, 'workflows', check, required);
  const [first] = weak;
  return first ? say.problem(weak.map(({ what }) => what).join('; '), first.remedy) : say.ok(sound);
}

function judgeApplying(workflows: readonly WorkflowFile[]): PosturePoint {
  const jobs = workflows.flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })));
  const applying = jobs.filter(({ job }) => job.applies);
  const weak = [
    ...applying.flatMap(({ workflow, job }) => tokenWeaknesses(workflow, job)),
    ...jobs
      .filter(({ job }) => reachesTenant(job))
      .flatMap(({ workflow, job }) => environmentWeaknesses(workflow, job)),
  ];
  const sound =
    applying.length === 0
      ? 'no workflow of the default branch runs reconcile'
      : `what runs reconcile (${applying.map(({ workflow, job }) => `${workflow.path}, job ${job.id}`).join('; ')}) may only read and get tenant tokens`;
  return judged('applyingJob', true, weak, sound);
}

function tokenWeaknesses({ path }: WorkflowFile, { id, permissions }: WorkflowJob): readonly Weakness[] {
  const remedy = `in ${path}, give job ${id} permissions: { contents: read, id-token: write }, and a GitHub App's token for everything else`;
  if (!isFields(permissions)) {
    const said = permissions === undefined ? 'names no permissions' : `has ${JSON.stringify(permissions)}`;
    return [{ what: `job ${id} of ${path}, which applies, ${said}`, remedy }];
  }
  const excess = Object.entries(permissions).filter(([scope, level]) => ALLOWED.get(scope)?.includes(level) !== true);
  if (excess.length === 0) return [];
  const named = excess.map(([scope, level]) => `${scope}: ${String(level)}`).join(', ');
  return [{ what: `job ${id} of ${path}, which applies, has ${named}`, remedy }];
}

/** Without an environment the branch's name is all that Entra could trust, and any pushed branch has a workflow. */
function environmentWeaknesses({ path }: WorkflowFile, job: WorkflowJob): readonly Weakness[] {
  if (job.environments.length > 0 || job.otherEnvironment) return [];
  return [
    {
      what: `job ${job.id} of ${path} reaches the tenants without an environment`,
      remedy: `in ${path}, give job ${job.id} an environment that only the default branch may deploy to`,
    },
  ];
}

function judgeTriggers(workflows: readonly WorkflowFile[]): PosturePoint {
  const weak = workflows.flatMap((workflow) => [
    ...(workflow.jobs.some(({ applies }) => applies) ? foreign(workflow) : []),
    ...FOREIGN_STARTS.filter((trigger) => workflow.triggers.includes(trigger)).flatMap((trigger) =>
      workflow.jobs.flatMap((job) => strangers(workflow, job, trigger)),
    ),
  ]);
  return judged(
    'triggers',
    true,
    weak,
    'no workflow lets a stranger start what applies, or have a hand in what may more',
  );
}

function foreign({ path, triggers }: WorkflowFile): readonly Weakness[] {
  return triggers
    .filter((trigger) => !OWN_TRIGGERS.has(trigger))
    .map((trigger) => ({
      what: `${path} starts on ${trigger} and applies`,
      remedy: `in ${path}, take ${trigger} out of on:`,
    }));
}

/**
 * A stranger starts it with the default branch's rights. That is safe only for a job that reads, by its token as well, and
 * runs nothing that the pull request brings: no script, and no checkout of anything else.
 */
function strangers(
  { path }: WorkflowFile,
  { id, permissions, open }: WorkflowJob,
  trigger: (typeof FOREIGN_STARTS)[number],
): readonly Weakness[] {
  const granted = isFields(permissions) ? Object.entries(permissions) : undefined;
  const writing = granted?.filter(([scope, level]) => level === 'write' && scope !== 'id-token') ?? [];
  const why = [
    ...(granted ? [] : ['names no permissions one by one']),
    ...writing.map(([scope]) => `may write ${scope}`),
    ...(open ? ['runs a script or checks out something else'] : []),
  ];
  if (why.length === 0) return [];
  return [
    {
      what: `${path} starts on ${trigger}, which gives a stranger's pull request the default branch's rights, and its job ${id} ${why.join(', ')}`,
      remedy: `in ${path}, let on: pull_request start job ${id}, or let it only read and run actions`,
    },
  ];
}

/** A tag can be moved by whoever owns the action; a commit can not. */
function judgePins(workflows: readonly WorkflowFile[]): PosturePoint {
  const loose = workflows.flatMap(({ path, uses, jobs }) =>
    uses.filter((one) => !isPinned(one)).map((one) => ({ path, uses: one, tenant: jobs.some(reachesTenant) })),
  );
  const weak = loose.map(({ path, uses }) => ({
    what: `${path} uses ${uses}`,
    remedy: `in ${path}, write the full commit in place of the tag: ${showCommit(uses)}`,
  }));
  const required = loose.some(({ tenant }) => tenant);
  return judged('pins', required, weak, 'every action is named by its full commit');
}

function isPinned(uses: string): boolean {
  return (
    /^(?:\.\/|\$\/)/u.test(uses) || /@[0-9a-f]{40}$/u.test(uses) || /^docker:\/\/.*@sha256:[0-9a-f]{64}$/u.test(uses)
  );
}

function showCommit(uses: string): string {
  const [action = '', ref = '<tag>'] = uses.split('@');
  const repository = action.split('/').slice(0, 2).join('/');
  return commandLine('gh', 'api', `repos/${repository}/commits/${ref}`, '--jq', '.sha');
}
