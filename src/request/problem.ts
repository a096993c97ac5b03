/** One thing wrong with a file, where it is, and what to do about it. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** JSON pointer into the document; empty for the document itself. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

/** A problem as one sentence after the other: where in the file it is, what is wrong, and what to do. */
export function problemText({ line, column, message, hint }: Problem): string {
  return `line ${line}:${column}: ${message}${/[.!?]$/u.test(message) ? '' : '.'} ${hint}`;
}

/** Either the value or every problem found. */
export type Checked<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly problems: readonly [Problem, ...Problem[]] };
