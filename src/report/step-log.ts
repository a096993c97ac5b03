import type { ValidationReport } from '../policy/validate-files.ts';
import type { Colours } from './colours.ts';
import { filesOf, type CommandDocument, type CommandOutcome, type ShownOverview } from './command-outcome.ts';
import { renderPlan } from './plan-text.ts';
import { renderPolicyTest } from './policy-test-text.ts';
import { renderProblemsForGitHub } from './problems-github.ts';
import { renderProblemsAsSarif } from './problems-sarif.ts';
import { renderReconcile } from './reconcile-text.ts';
import { plainText } from './text-safety.ts';

/** What the log of a step shows: as on the command line, with problems where GitHub shows them in the changed file. */
export function renderStepLog(outcome: CommandOutcome, colours: Colours): string {
  const { command, document, json } = outcome;
  if (json === '' || document.error) return '';
  const files = filesOf(outcome);
  if (files) return renderProblemsForGitHub(reportOf(files, outcome));
  switch (command) {
    case 'policy test':
      return renderPolicyTest(document.cases ?? [], colours);
    case 'reconcile':
      return renderReconcile({ results: document.results ?? [], drift: document.drift ?? [] }, colours);
    case 'plan':
      return renderPlan(document.requests ?? [], colours);
    case 'overview':
      return renderOverviews(document.pullRequests ?? []);
    default:
      return json;
  }
}

function renderOverviews(shown: readonly ShownOverview[]): string {
  if (shown.length === 0) return 'No open pull request asks for an unblock.\n';
  return shown
    .flatMap(({ pullRequest, comment, requests }) => [
      `#${pullRequest}: comment ${comment}`,
      ...requests.map(({ id, action, reason }) => `  ${plainText(id)}  ${action}: ${plainText(reason)}`),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** The SARIF log of what `validate` found; undefined where it could not look. */
export function sarifOf(outcome: CommandOutcome): string | undefined {
  const files = filesOf(outcome);
  return files && renderProblemsAsSarif(reportOf(files, outcome));
}

/** The report as far as its document goes: annotations and SARIF need no text of the files. */
function reportOf(files: NonNullable<CommandDocument['files']>, { exitCode }: CommandOutcome): ValidationReport {
  return { policyUsable: exitCode !== 2, files: files.map((file) => ({ ...file, text: '' })) };
}
