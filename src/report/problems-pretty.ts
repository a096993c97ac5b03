import type { createColors } from 'picocolors';
import type { FileReport, ValidationReport } from '../policy/validate-files.ts';
import type { Problem } from '../request/problem.ts';
import { summarise } from './problems-summary.ts';
import { inColumns, plainText, withoutCommands } from './text-safety.ts';

/** The colours that are used; picocolors' own, or functions that leave text alone. */
export type Colours = Pick<ReturnType<typeof createColors>, 'bold' | 'cyan' | 'dim' | 'green' | 'red'>;

/** Lines shown above the one in question. */
const LINES_BEFORE = 1;
/** The most of a line that is shown, and where in it the column then stands. */
const WIDEST = 100;
const LEAD = 40;

/** Each problem with the lines it is about and what to do, then a summary. */
export function renderProblemsPretty(report: ValidationReport, colours: Colours): string {
  const blocks = report.files.flatMap((file) => file.problems.map((problem) => block(file, problem, colours)));
  const paint = blocks.length === 0 ? colours.green : colours.bold;
  return `${[...blocks, paint(summarise(report))].join('\n\n')}\n`;
}

function block({ path, text }: FileReport, problem: Problem, colours: Colours): string {
  const { line, column, message, hint } = problem;
  const place = colours.bold(`${plainText(path)}:${line}:${column}`);
  return [
    `${place}: ${colours.red('error:')} ${plainText(message)}`,
    ...frame(text, problem, colours),
    `  ${colours.cyan('help:')} ${plainText(hint)}`,
  ].join('\n');
}

/** The line in question below its predecessor, with a mark under the column. A file without text has none. */
function frame(text: string, { line, column }: Problem, colours: Colours): readonly string[] {
  if (text === '') return [];
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  const from = column > WIDEST ? column - LEAD : 0;
  const width = String(line).length;
  const first = Math.max(1, line - LINES_BEFORE);
  const shown = lines.slice(first - 1, line).map((content, index) => {
    const number = first + index;
    const gutter = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | `;
    return `  ${colours.dim(gutter)}${withoutCommands(inColumns(content.slice(from, from + WIDEST)))}`.trimEnd();
  });
  const mark = `  ${colours.dim(`  ${' '.repeat(width)} | `)}${' '.repeat(column - 1 - from)}${colours.red('^')}`;
  return [...shown, mark];
}
