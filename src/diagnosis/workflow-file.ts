import { parseDocument } from 'yaml';
import { isFields, type Fields } from '../support/fields.ts';
import type { TextFile } from './posture-facts.ts';

/** A workflow as far as it matters who may start it and what its jobs may do. */
export interface WorkflowFile {
  readonly path: string;
  readonly triggers: readonly string[];
  readonly jobs: readonly WorkflowJob[];
  /** Every action, reusable workflow and image that is named. */
  readonly uses: readonly string[];
}

/** One job of a workflow. */
export interface WorkflowJob {
  readonly id: string;
  /** Its own permissions or else the workflow's; undefined where neither names any. */
  readonly permissions: unknown;
  /** The environments it may enter; one that is worked out at run time is not known. */
  readonly environments: readonly string[];
  /** Whether an environment is named otherwise than as plain text, or inside a workflow that is called. */
  readonly otherEnvironment: boolean;
  /** Whether it runs `reconcile`, by itself or through what it calls. */
  readonly applies: boolean;
  /** Whether it runs scripts, or checks out anything but the commit that started it: what a stranger could have a hand in. */
  readonly open: boolean;
}

/** Reads a workflow as data. Undefined where it is not one that GitHub could run either. */
export function readWorkflow({ path, text }: TextFile): WorkflowFile | undefined {
  const workflow = parsed(text);
  if (!isFields(workflow) || !isFields(workflow['jobs'])) return undefined;
  const jobs = Object.entries(workflow['jobs']).flatMap(([id, job]) => (isFields(job) ? [{ id, job }] : []));
  return {
    path,
    triggers: triggersOf(workflow['on']),
    jobs: jobs.map(({ id, job }) => jobIn(id, job, workflow['permissions'])),
    uses: jobs.flatMap(({ job }) => [...textOf(job['uses']), ...stepsOf(job).flatMap((step) => textOf(step['uses']))]),
  };
}

function parsed(text: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: 'silent' });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

function triggersOf(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.map(String);
  return isFields(on) ? Object.keys(on) : [];
}

function jobIn(id: string, job: Fields, permissions: unknown): WorkflowJob {
  const called = textOf(job['uses']);
  const inputs = isFields(job['with']) ? job['with'] : {};
  const environment = isFields(job['environment']) ? job['environment']['name'] : job['environment'];
  // A reusable workflow enters environments itself, mostly one that it is told.
  const named = [...textOf(environment), ...(called.length > 0 ? textOf(inputs['environment']) : [])];
  const plain = named.filter((name) => !name.includes('${{'));
  const elsewhere = called.some((workflow) => !workflow.startsWith('./')) && named.length === 0;
  return {
    id,
    permissions: job['permissions'] ?? permissions,
    environments: plain,
    otherEnvironment: plain.length < named.length || elsewhere,
    applies: [job, ...stepsOf(job)].some(runsReconcile),
    open: stepsOf(job).some(isOpen),
  };
}

const ELSEWHERE = ['ref', 'repository', 'allow-unsafe-pr-checkout'];

function isOpen({ run, uses, with: settings }: Fields): boolean {
  const checksOut = textOf(uses).some((action) => action.startsWith('actions/checkout@'));
  const elsewhere = isFields(settings) && ELSEWHERE.some((name) => Object.hasOwn(settings, name));
  return run !== undefined || (checksOut && elsewhere);
}

/** In a script, as the command of an action, or by the name of a workflow that is called. */
function runsReconcile(part: Fields): boolean {
  const inputs = isFields(part['with']) ? Object.values(part['with']) : [];
  const said = [part['run'], ...inputs].flatMap(textOf).some((text) => /\breconcile\b/u.test(text));
  return said || textOf(part['uses']).some((uses) => /reconcile/u.test(uses));
}

function stepsOf(job: Fields): readonly Fields[] {
  const steps: readonly unknown[] = Array.isArray(job['steps']) ? job['steps'] : [];
  return steps.filter(isFields);
}

function textOf(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}
