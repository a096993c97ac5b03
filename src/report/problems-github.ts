import type { FileReport, ValidationReport } from '../policy/validate-files.ts';
import type { Problem } from '../request/problem.ts';
import { sentences, summarise } from './problems-summary.ts';
import { commandMessage, commandProperty, plainText } from './text-safety.ts';

/** One `::error` workflow command a problem, which GitHub shows in the changed file; then a summary. */
export function renderProblemsForGitHub(report: ValidationReport): string {
  const lines = report.files.flatMap((file) => file.problems.map((problem) => annotation(file, problem)));
  return `${[...lines, summarise(report)].join('\n')}\n`;
}

function annotation({ path }: FileReport, { line, column, message, hint }: Problem): string {
  const text = commandMessage(plainText(sentences(message, hint)));
  return `::error file=${commandProperty(plainText(path))},line=${line},col=${column}::${text}`;
}
