import { parseDocument } from 'yaml';

/** A step, as far as its posture goes. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A job, as far as its posture goes. */
export interface Job {
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly permissions?: unknown;
  readonly needs?: unknown;
  readonly strategy?: unknown;
  readonly environment?: unknown;
  readonly concurrency?: unknown;
  readonly 'timeout-minutes'?: unknown;
  readonly steps?: readonly Step[];
}

/** A workflow, as far as its posture goes. */
export interface Workflow {
  readonly on?: unknown;
  readonly env?: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

/** Reads a workflow file. */
export function readWorkflow(text: string): Workflow {
  const workflow: Workflow = parseDocument(text).toJS();
  return workflow;
}

/** What starts a workflow. */
export function triggersOf({ on }: Workflow): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
}

/** The permissions that a job names; none where it names them all at once or not at all. */
export function permissionsOf({ permissions }: Job): Readonly<Record<string, unknown>> {
  return isRecord(permissions) ? permissions : {};
}

/** Whether a step runs this action, whatever its pin. */
export function usesAction({ uses }: Step, action: string): boolean {
  return uses?.startsWith(`${action}@`) === true;
}

/** Whether a job can get tokens of a tenant. */
export function mayGetToken(job: Job): boolean {
  return permissionsOf(job)['id-token'] === 'write';
}

/** Whether a job can change a tenant. */
export function mayApply(job: Job): boolean {
  return runsCommand(job, 'reconcile');
}

/** Whether a job runs a command of the action. */
export function runsCommand(job: Job, command: string): boolean {
  return (job.steps ?? []).some((step) => step.with?.['command'] === command);
}

/** Whether a value is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
