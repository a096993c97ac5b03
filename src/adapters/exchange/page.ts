import { UnavailableError } from '../../support/errors.ts';
import { field, isFields, type Fields } from '../../support/fields.ts';
import { errorText } from './refusal.ts';

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
  /\bmore (?:results|rows|items|objects|entries|records|data)|additional|truncat|result ?size|\bpage|only the first/iu;

/** Reads the body of a 2xx. Throws SyntaxError for broken JSON, UnavailableError for anything that isn't a page. */
export function parsePage(body: string): Page {
  const parsed: unknown = JSON.parse(body);
  if (!isFields(parsed)) throw new UnavailableError('it is not an object');
  const error = field(parsed, 'error');
  if (isFields(error)) throw new UnavailableError(`it is an error: ${errorText(error)}`);
  const { value } = parsed;
  if (error !== undefined || !Array.isArray(value)) throw new UnavailableError('it holds no list of results');
  const rows: readonly unknown[] = value;
  const link = parsed['@odata.nextLink'] ?? undefined;
  const next = typeof link === 'string' ? link : undefined;
  return {
    rows: rows.filter(isFields),
    next,
    doubt:
      (link === next ? undefined : 'the link to the next page is not a text') ??
      (rows.every(isFields) ? undefined : 'a row is not an object') ??
      doubtFrom(parsed['@adminapi.warnings'], next !== undefined),
  };
}

/** A complete answer carries an empty list of warnings; one that lacks the list can't be told from a cut one. */
function doubtFrom(warnings: unknown, followed: boolean): string | undefined {
  if (!Array.isArray(warnings)) return 'it does not say whether there were warnings';
  const texts: readonly unknown[] = warnings;
  const answered = followed && texts.every((text) => typeof text === 'string' && SAYS_MORE_FOLLOWS.test(text));
  return texts.length === 0 || answered ? undefined : `it carries a warning: ${JSON.stringify(texts[0])}`;
}
