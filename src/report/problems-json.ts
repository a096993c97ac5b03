import type { ValidationReport } from '../policy/validate-files.ts';
import { jsonText } from './text-safety.ts';

/** `validate --json`: `{ files: [{ path, valid, problems: [{ line, column, pointer, message, hint }] }] }`. */
export function renderProblemsAsJson({ files }: ValidationReport): string {
  return jsonText({
    files: files.map(({ path, valid, problems }) => ({
      path,
      valid,
      problems: problems.map(({ line, column, pointer, message, hint }) => ({ line, column, pointer, message, hint })),
    })),
  });
}
