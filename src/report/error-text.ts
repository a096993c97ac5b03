import { errorMessage, InternalError } from '../support/errors.ts';
import { plainText } from './text-safety.ts';

/** An error as a person reads it: what is wrong, then what to do. */
export function describeError(error: unknown): string {
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  const lines = errorMessage(error)
    .split('\n')
    .map((line, index) => `${index === 0 ? 'error: ' : '       '}${plainText(line)}`);
  const advice = error instanceof InternalError ? 'this is a bug in reinstate; nothing was concluded from it' : hint;
  return [...lines, ...(advice === undefined ? [] : [`       ${plainText(advice)}`]), ''].join('\n');
}
