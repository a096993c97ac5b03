import type { Problem } from './problem.ts';

/** A problem that is known by where in the document it is, and not yet by line and column. */
export interface Finding {
  /** JSON pointer of what is wrong; of the object that lacks a key where one is missing. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
  /** Points at the key instead of its value. */
  readonly at?: 'key';
  /** Pointer of the key that is missing. Void where the file does say something there, readable or not. */
  readonly missing?: string;
  /** The exact place in the text, where it is finer than the pointer. */
  readonly offset?: number;
}

/** One of a file's own problems, which belong to no place inside it: it stands on the first line. */
export function problemOfFile(message: string, hint: string): Problem {
  return { line: 1, column: 1, pointer: '', message, hint };
}

/** A JSON pointer one step further down. */
export function child(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The keys along a JSON pointer, outermost first. */
export function steps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of what holds `pointer`; the document's own is its own. */
export function parent(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}
