import type { ValidationReport } from '../policy/validate-files.ts';
import { assertNever } from '../support/assert-never.ts';
import { renderProblemsForGitHub } from './problems-github.ts';
import { renderProblemsAsJson } from './problems-json.ts';
import { renderProblemsPretty, type Colours } from './problems-pretty.ts';
import { renderProblemsAsSarif } from './problems-sarif.ts';

/** The formats of `validate`. */
export const REPORT_FORMATS = ['pretty', 'json', 'github', 'sarif'] as const;

/** The formats of a validation report. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Prints what is wrong with files. Whatever stands in them, none of it is more than text. */
export function renderReport(report: ValidationReport, format: ReportFormat, colours: Colours): string {
  switch (format) {
    case 'pretty':
      return renderProblemsPretty(report, colours);
    case 'json':
      return renderProblemsAsJson(report);
    case 'github':
      return renderProblemsForGitHub(report);
    case 'sarif':
      return renderProblemsAsSarif(report);
    default:
      return assertNever(format);
  }
}
