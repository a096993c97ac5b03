import {
  ConfigurationError,
  LastingError,
  MissingRightError,
  NotFoundError,
  UnavailableError,
} from '../support/errors.ts';
import type { Asked, Silence } from './asked.ts';

/** Asks an outside system and keeps its silence, so that one of them never hides another. Our own bugs are thrown on. */
export async function ask<T>(question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { answered: true, value: await question() };
  } catch (error) {
    return { answered: false, ...silenceOf(error) };
  }
}

function silenceOf(error: unknown): Silence {
  const kinds = [
    [ConfigurationError, 'setup'],
    [MissingRightError, 'right'],
    [LastingError, 'right'],
    [UnavailableError, 'outage'],
    [NotFoundError, 'outage'],
  ] as const;
  for (const [kind, cause] of kinds) {
    if (error instanceof kind) return { cause, message: error.message, hint: error.hint };
  }
  throw error;
}
