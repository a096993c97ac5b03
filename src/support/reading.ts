/**
 * What an outside system answered, or why it could not be read. The two must never be confused: a value that is not
 * known is neither a yes nor a no (docs/rules.md, rule 3).
 */
export type Reading<T> = Known<T> | Unknown;

/** An answer that was really given. */
export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

/** No answer: the reason is a sentence for a person. */
export interface Unknown {
  readonly known: false;
  readonly reason: string;
  /** What somebody has to do before there can be an answer. Absent where asking again may be enough. */
  readonly remedy?: string;
}

/** Wraps an answer. */
export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

/** A reason, with what cures it where waiting does not. */
export function withRemedy({
  reason,
  remedy,
}: {
  readonly reason: string;
  readonly remedy?: string | undefined;
}): string {
  return remedy === undefined ? reason : `${reason}. Waiting does not cure this: ${remedy}`;
}

/** Says why there is no answer, and what cures that where waiting does not. */
export function unknown(reason: string, remedy?: string): Unknown {
  return { known: false, reason, ...(remedy === undefined ? {} : { remedy }) };
}
