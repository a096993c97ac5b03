import { assertNever } from '../support/assert-never.ts';

/** What came of asking an outside system: an answer, or why there is none. */
export type Asked<T> = { readonly answered: true; readonly value: T } | ({ readonly answered: false } & Silence);

/** Why there is no answer, by what has to happen next. */
export interface Silence {
  /** `setup`: something here is set up wrongly; `right`: a person has to grant or change something; `outage`: ask again. */
  readonly cause: 'setup' | 'right' | 'outage';
  readonly message: string;
  readonly hint: string | undefined;
}

/** Where an unanswered question is told. */
export interface Sayer<Told> {
  problem(message: string, remedy: string): Told;
  unknown(message: string, remedy: string): Told;
}

/**
 * The finding that an unanswered question is. `step` is the exact command, setting or portal step that mends it where
 * whoever was asked names none.
 */
export function silent<Told>(say: Sayer<Told>, { cause, message, hint }: Silence, step: string): Told {
  switch (cause) {
    case 'setup':
      return say.problem(message, hint ?? step);
    case 'right':
      return say.unknown(message, hint ?? step);
    case 'outage':
      return say.unknown(message, hint ?? 'run reinstate doctor again');
    default:
      return assertNever(cause);
  }
}

/** What GitHub shows a token with this permission (GitHub REST docs, per route). Exacter than what its refusal says. */
export type ShownTo = `repository permission "${string}: read"` | `organization permission "${string}: read"`;

/** The finding that something is which GitHub did not show. */
export function unshown<Told>(say: Sayer<Told>, silence: Silence, permission: ShownTo): Told {
  const step = `run with a token of a GitHub App that has the ${permission}`;
  return silent(say, silence.cause === 'right' ? { ...silence, hint: step } : silence, step);
}
