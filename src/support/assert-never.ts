import { InternalError } from './errors.ts';

/** Ends an exhaustive switch: a value that gets here was added without being handled, and nothing may go on. */
export function assertNever(value: never): never {
  throw new InternalError(`unhandled case: ${JSON.stringify(value)}`);
}
