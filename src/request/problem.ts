/** One thing wrong with a file, where it is, and what to do about it. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** JSON pointer into the document; empty for the document itself. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

/** Either the value or every problem found. */
export type Checked<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly problems: readonly [Problem, ...Problem[]] };
