import type { ValidationReport } from '../policy/validate-files.ts';

/** How it went, in one sentence. */
export function summarise({ policyUsable, files }: ValidationReport): string {
  const problems = count(
    files.reduce((sum, file) => sum + file.problems.length, 0),
    'problem',
  );
  if (!policyUsable) return `The policy has ${problems}; no request was judged.`;
  if (files.length === 0) return 'There is no request to check.';
  const invalid = files.filter(({ valid }) => !valid).length;
  if (invalid === 0) return files.length === 1 ? 'The request is valid.' : `All ${files.length} requests are valid.`;
  return `${invalid} of ${count(files.length, 'request')} ${invalid === 1 ? 'is' : 'are'} invalid, with ${problems}.`;
}

/** A message and its hint as two sentences. */
export function sentences(message: string, hint: string): string {
  return `${message}${/[.?!]$/u.test(message) ? '' : '.'} ${hint}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
