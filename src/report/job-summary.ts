import { filesOf, type CommandDocument, type CommandOutcome } from './command-outcome.ts';
import { codeCell, markdownBlock, markdownCode, markdownProse, markdownTable } from './text-safety.ts';

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
  const title = `### reinstate ${command}${about === '' ? '' : ` ${markdownCode(about)}`}`;
  const end = `Exit code ${exitCode}: ${MEANINGS[exitCode] ?? 'unknown'}.`;
  return `${[title, ...body(outcome, MOST_BYTES - byteLength(title) - byteLength(end)), end].join('\n\n')}\n\n`;
}

function body(outcome: CommandOutcome, bytes: number): readonly string[] {
  const { json, document } = outcome;
  if (json === '') return ['There is no result; the log says why.'];
  if (document.error) return failure(document.error);
  const tables = tablesOf(outcome);
  // A character takes at most three bytes in a file.
  if (tables === undefined) return [markdownBlock(json.trimEnd(), Math.floor(bytes / 3) - ROOM_FOR_REMARK)];
  const shown = tables.filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return ['Nothing to tell.'];
  return shown.flatMap((table) => renderTable(table, Math.floor(bytes / shown.length)));
}

function failure({ message, hint }: NonNullable<CommandDocument['error']>): readonly string[] {
  return [message, hint ?? '']
    .flatMap((text) => text.split('\n'))
    .filter((text) => text.trim() !== '')
    .map(markdownProse);
}

interface Table {
  readonly header: readonly string[];
  /** Cells that are Markdown already. */
  readonly rows: readonly (readonly string[])[];
}

const ROOM_FOR_REMARK = 200;

/** A table within so many bytes; rows that do not fit are counted, not hidden. */
function renderTable({ header, rows }: Table, bytes: number): readonly string[] {
  let left = bytes - byteLength(markdownTable(header, [])) - ROOM_FOR_REMARK;
  const surplus = rows.findIndex((row) => {
    left -= byteLength(row.join(' | ')) + ROOM_AROUND_ROW;
    return left < 0;
  });
  if (surplus === -1) return [markdownTable(header, rows)];
  const remark = `${rows.length - surplus} of ${rows.length} rows left out: they do not fit here.`;
  return [markdownTable(header, rows.slice(0, surplus)), remark];
}

const ROOM_AROUND_ROW = 10;

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
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
    case 'overview':
      return [overviewTable(outcome.document)];
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
        ? [[codeCell(path), '', 'valid', '']]
        : problems.map(({ line, message, hint }) => {
            return [codeCell(path), String(line), markdownProse(message), markdownProse(hint)];
          }),
    ),
  };
}

function caseTable({ cases = [] }: CommandDocument): Table {
  return {
    header: ['Case', 'Outcome'],
    rows: cases.map(({ name, passed }) => [markdownProse(name), passed ? 'pass' : '**fails**']),
  };
}

function planTable({ requests = [] }: CommandDocument): Table {
  return {
    header: ['Request', 'Entity', 'Outcome', 'What the merge or the next run does', 'Still missing'],
    rows: requests.map(({ id, entity, outcome, action, reason, missing }) => [
      codeCell(id),
      entity === null ? '' : codeCell(entity),
      outcome,
      `${action}: ${markdownProse(reason)}`,
      missing.map(markdownProse).join('<br>'),
    ]),
  };
}

function overviewTable({ pullRequests = [] }: CommandDocument): Table {
  return {
    header: ['Pull request', 'Comment', 'Requests', 'What the merge does'],
    rows: pullRequests.map(({ pullRequest, comment, requests }) => [
      codeCell(`#${pullRequest}`),
      comment,
      requests.map(({ id }) => codeCell(id)).join('<br>'),
      requests.map(({ action, reason }) => `${action}: ${markdownProse(reason)}`).join('<br>'),
    ]),
  };
}

function reconcileTables({ results = [], drift = [], failures = [] }: CommandDocument): readonly Table[] {
  return [
    {
      header: ['Request', 'Phase', 'Changed', 'Why'],
      rows: results.map(({ id, phase, changed, reason }) => {
        return [codeCell(id), phase, changed ? 'yes' : '', markdownProse(reason)];
      }),
    },
    {
      header: ['Drift', 'What', 'Message'],
      rows: drift.map(({ kind, entity, id, message }) => [kind, codeCell(entity ?? id ?? ''), markdownProse(message)]),
    },
    {
      header: ['Tenant that could not be carried through', 'Why'],
      rows: failures.map(({ tenant, message }) => [codeCell(tenant), markdownProse(message)]),
    },
  ];
}
