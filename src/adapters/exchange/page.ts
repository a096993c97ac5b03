import { UnavailableError } from '../../support/errors.ts';
import { field, isFields, type Fields } from '../../support/fields.ts';
import { TransientFailure } from '../../support/retry.ts';
import { errorText, isTransient } from './refusal.ts';

/** One page of a cmdlet's output. */
export interface Page {
  readonly rows: readonly Fields[];
  readonly next: string | undefined;
  /** Why this page may lack something. Undefined where nothing speaks against it. */
  readonly doubt: string | undefined;
}

/**
 * A page that has a successor warns that it is one, in words that are not documented; following the link answers that
 * warning. Any other warning stands.
 */
const SAYS_MORE_FOLLOWS =
  /\bmore (?:results|rows|items|objects|entries|records|data)|additional|truncat|result ?size|\bpage|only the first|limited to/iu;
/** Words of a warning that no further page can answer, whatever else it says. */
const SAYS_SOMETHING_FAILED =
  /fail|error|unable|could(?:n't| not)|can(?:'t|not)|denied|not (?:read|found|available)|unavailable|corrupt|damaged|down\b|skipped|ignored|timed? ?out/iu;

/** What surrounds a body. */
export interface Surroundings {
  /** The header that may carry warnings too. */
  readonly warningsHeader: string;
  /** Whether Microsoft's words may be repeated where something is wrong. */
  readonly mayBeQuoted: boolean;
}

/**
 * Reads the body of a 2xx and the header beside it. Throws SyntaxError for broken JSON, TransientFailure for an error
 * that may be gone a moment later, UnavailableError for anything else that isn't a page.
 */
export function parsePage(body: string, { warningsHeader, mayBeQuoted }: Surroundings): Page {
  const parsed: unknown = JSON.parse(body);
  if (!isFields(parsed)) throw new UnavailableError('it is not an object');
  const error = field(parsed, 'error');
  if (isFields(error)) throw failureIn(error, mayBeQuoted);
  const value = field(parsed, 'value');
  if (error !== undefined || !Array.isArray(value)) throw new UnavailableError('it holds no list of results');
  const rows: readonly unknown[] = value;
  const link = field(parsed, '@odata.nextLink') ?? undefined;
  const next = typeof link === 'string' ? link : undefined;
  const warning = warningIn(field(parsed, '@adminapi.warnings'), warningsHeader, next !== undefined);
  return {
    rows: rows.filter(isFields),
    next,
    doubt:
      (link === next ? undefined : 'the link to the next page is not a text') ??
      (rows.every(isFields) ? undefined : 'a row is not an object') ??
      (warning === undefined ? undefined : doubtFrom(warning, mayBeQuoted)),
  };
}

function failureIn(error: Fields, mayBeQuoted: boolean): Error {
  const failure = new UnavailableError(`it is an error${mayBeQuoted ? `: ${errorText(error)}` : ''}`);
  return isTransient(error) ? new TransientFailure(failure) : failure;
}

/** A complete answer carries an empty list of warnings; one that lacks the list can't be told from a cut one. */
function warningIn(inBody: unknown, inHeader: string, followed: boolean): { readonly words?: unknown } | undefined {
  if (!Array.isArray(inBody)) return {};
  const header = inHeader.trim();
  const warnings: readonly unknown[] = [...inBody, ...(header === '' || header === '[]' ? [] : [header])];
  const standing = warnings.find((warning) => !(followed && saysMoreFollows(warning)));
  return standing === undefined ? undefined : { words: standing };
}

function doubtFrom(warning: { readonly words?: unknown }, mayBeQuoted: boolean): string {
  if (!('words' in warning)) return 'it does not say whether there were warnings';
  return `it carries a warning${mayBeQuoted ? `: ${JSON.stringify(warning.words)}` : ''}`;
}

function saysMoreFollows(warning: unknown): boolean {
  return typeof warning === 'string' && SAYS_MORE_FOLLOWS.test(warning) && !SAYS_SOMETHING_FAILED.test(warning);
}
