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

/** The finding that an unanswered question is. */
export function silent<Told>(say: Sayer<Told>, { cause, message, hint }: Silence): Told {
  switch (cause) {
    case 'setup':
      return say.problem(message, hint ?? 'correct the setting that the message names');
    case 'right':
      return say.unknown(message, hint ?? 'grant the right that the message names');
    case 'outage':
      return say.unknown(message, hint ?? 'run reinstate doctor again');
    default:
      return assertNever(cause);
  }
}
