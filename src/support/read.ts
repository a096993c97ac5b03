import { ConfigurationError, errorMessage, InternalError, LastingError, MissingRightError } from './errors.ts';
import { known, unknown, type Reading } from './reading.ts';

/**
 * Asks an outside system and keeps its silence as a reason, with the remedy where one is known that is not waiting.
 * Configuration errors and our own bugs are not silence and are thrown on.
 */
export async function read<T>(ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return known(await ask());
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof InternalError) throw error;
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    const lasting = error instanceof MissingRightError || error instanceof LastingError;
    return unknown(errorMessage(error), lasting ? error.hint : undefined);
  }
}
