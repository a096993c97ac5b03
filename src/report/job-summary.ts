import { filesOf, type CommandDocument, type CommandOutcome } from './command-outcome.ts';
import { byteLength, codeBlock, codeSpan, renderTable, type Table } from './summary-markdown.ts';
import { plainText } from './text-safety.ts';

/** GitHub takes at most 1 MiB from one step, and shows nothing of what is longer. */
const MOST_BYTES = 1_000_000;

const MEANINGS: Readonly<Record<number, string>> = {
  0: 'fine: settled, nothing to do, or waiting for what people or time can mend',
  1: 'a request is invalid, or was settled as Denied, Expired or Failed, or a plan was refused as unsafe',
  2: 'wrong usage, configuration or posture: nothing was done',
  3: 'GitHub, git or the tenant could not be asked, lacked a right, or answered ambiguously: run it again',
};

/** What the page of a run shows of a command: how it ended, and what became of each thing it looked at. */
export function renderJobSummary(outcome: CommandOutcome, about: string): string {
  const { command, exitCode } = outcome;
  const title = `### reinstate ${command}${about === '' ? '' : ` ${cell(about)}`}\n\n`;
  const end = `\nExit code ${exitCode}: ${MEANINGS[exitCode] ?? 'unknown'}.\n\n`;
  return `${title}${body(outcome, MOST_BYTES - byteLength(title) - byteLength(end))}${end}`;
}

function body(outcome: CommandOutcome, bytes: number): string {
  const { json, document } = outcome;
  if (json === '') return 'There is no result; the log says why.\n';
  if (document.error) return failure(document.error);
  const tables = tablesOf(outcome);
  if (tables === undefined) return wholeDocument(json, bytes);
  const shown = tables.filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return 'Nothing to tell.\n';
  return shown.map((table) => renderTable(table, Math.floor(bytes / shown.length) - 1)).join('\n');
}

function failure({ message, hint }: NonNullable<CommandDocument['error']>): string {
  return [message, hint ?? '']
    .flatMap((text) => text.split('\n'))
    .filter((text) => text !== '')
    .map((text) => `${cell(text)}\n`)
    .join('\n');
}

function wholeDocument(json: string, bytes: number): string {
  if (byteLength(json) > bytes - 100) return 'The result is too long to be shown here.\n';
  return codeBlock(json, 'json');
}

/** Tables for the commands that workflows run; undefined for the others. */
function tablesOf(outcome: CommandOutcome): readonly Table[] | undefined {
  const files = filesOf(outcome);
  if (files) return [problemTable(files)];
  switch (outcome.command) {
    case 'policy test':
      return [caseTable(outcome.document)];
    case 'plan':
      return [planTable(outcome.document)];
    case 'reconcile':
      return reconcileTables(outcome.document);
    default:
      return undefined;
  }
}

function problemTable(files: NonNullable<CommandDocument['files']>): Table {
  return {
    header: ['File', 'Line', 'Problem', 'What to do'],
    rows: files.flatMap(({ path, problems }) =>
      problems.length === 0
        ? [[cell(path), '', 'valid', '']]
        : problems.map(({ line, message, hint }) => [cell(path), String(line), cell(message), cell(hint)]),
    ),
  };
}

function caseTable({ cases = [] }: CommandDocument): Table {
  return {
    header: ['Case', 'Outcome'],
    rows: cases.map(({ name, passed }) => [cell(name), passed ? 'pass' : '**fails**']),
  };
}

function planTable({ requests = [] }: CommandDocument): Table {
  return {
    header: ['Request', 'Entity', 'Outcome', 'What the merge or the next run does', 'Still missing'],
    rows: requests.map(({ id, entity, outcome, action, reason, missing }) => [
      cell(id),
      entity === null ? '' : cell(entity),
      outcome,
      `${action}: ${cell(reason)}`,
      missing.map(cell).join('<br>'),
    ]),
  };
}

function reconcileTables({ results = [], drift = [], failures = [] }: CommandDocument): readonly Table[] {
  return [
    {
      header: ['Request', 'Phase', 'Changed', 'Why'],
      rows: results.map(({ id, phase, changed, reason }) => [cell(id), phase, changed ? 'yes' : '', cell(reason)]),
    },
    {
      header: ['Drift', 'What', 'Message'],
      rows: drift.map(({ kind, entity, id, message }) => [kind, cell(entity ?? id ?? ''), cell(message)]),
    },
    {
      header: ['Tenant that could not be carried through', 'Why'],
      rows: failures.map(({ tenant, message }) => [cell(tenant), cell(message)]),
    },
  ];
}

function cell(text: string): string {
  return codeSpan(plainText(text));
}
