import { errorMessage, InternalError } from '../support/errors.ts';
import { plainText } from './text-safety.ts';

/** An error as a program reads it. */
export function errorDocument(error: unknown): { readonly message: string; readonly hint?: string } {
  const hint = hintOf(error);
  return { message: errorMessage(error), ...(hint === undefined ? {} : { hint }) };
}

function hintOf(error: unknown): string | undefined {
  return error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
}

/** An error as a person reads it: what is wrong, then what to do. */
export function describeError(error: unknown): string {
  const lines = errorMessage(error)
    .split('\n')
    .map((line, index) => `${index === 0 ? 'error: ' : '       '}${plainText(line)}`);
  const advice =
    error instanceof InternalError ? 'this is a bug in reinstate; nothing was concluded from it' : hintOf(error);
  return [...lines, ...(advice === undefined ? [] : [`       ${plainText(advice)}`]), ''].join('\n');
}
