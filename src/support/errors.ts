/**
 * Errors, classed by what has to happen next. Adapters translate whatever a library throws into one of these, in one
 * place each; everything else branches on the class and never on a message.
 */
abstract class ReinstateError extends Error {
  /** What the reader should do, as one sentence. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The command, its environment or the policy is wrong: a person has to correct it (exit code 2). */
export class ConfigurationError extends ReinstateError {}

/** GitHub, git or the tenant answered that a right is missing: a person has to grant it (exit code 3). */
export class MissingRightError extends ReinstateError {}

/** GitHub, git or the tenant could not be asked, or answered something that proves nothing: run again (exit code 3). */
export class UnavailableError extends ReinstateError {}

/** Asking again gives the same answer, which proves nothing, until a person does what the hint says (exit code 3). */
export class LastingError extends UnavailableError {}

/** The run was told to stop and left off where nothing is lost: run again (exit code 3). */
export class InterruptedError extends ReinstateError {}

/** The thing asked for is definitely not there (HTTP 404 and the like). */
export class NotFoundError extends ReinstateError {}

/** Our own bug. Nothing was concluded from it. */
export class InternalError extends ReinstateError {}

/** The text of anything that can be thrown. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
