import type { CaseResult } from '../policy-test/run-cases.ts';
import type { FileReport } from '../policy/validate-files.ts';
import type { ShownRequest } from './plan-text.ts';
import type { ReconcileReport } from './reconcile-text.ts';

/** How a command ended, and what it printed with `--json`. */
export interface CommandOutcome {
  /** As it is typed, `policy test`. */
  readonly command: string;
  readonly exitCode: number;
  /** The document, as text; empty where there is none. */
  readonly json: string;
  readonly document: CommandDocument;
}

/** The parts that the documents of the commands are made of, as far as a step shows them. */
export interface CommandDocument {
  /** What ended the command; then there is nothing else. */
  readonly error?: { readonly message: string; readonly hint?: string };
  readonly files?: readonly Omit<FileReport, 'text'>[];
  readonly cases?: readonly CaseResult[];
  readonly requests?: readonly ShownRequest[];
  readonly pullRequests?: readonly ShownOverview[];
  readonly results?: ReconcileReport['results'];
  readonly drift?: ReconcileReport['drift'];
  readonly failures?: readonly { readonly tenant: string; readonly message: string }[];
  readonly tenants?: readonly string[];
}

/** What became of the overview of a pull request. */
export interface ShownOverview {
  readonly pullRequest: number;
  readonly comment: string;
  readonly requests: readonly Pick<ShownRequest, 'id' | 'action' | 'reason'>[];
}

/** Reads what this very program printed a moment ago. */
export function readOutcome(command: string, exitCode: number, json: string): CommandOutcome {
  const document: CommandDocument = json === '' ? {} : JSON.parse(json);
  return { command, exitCode, json, document };
}

/** What is wrong with files: always said by `validate`, by others where they can't use one; undefined where they can. */
export function filesOf({ command, document }: CommandOutcome): CommandDocument['files'] {
  return ['validate', 'policy test', 'policy tenants'].includes(command) ? document.files : undefined;
}
