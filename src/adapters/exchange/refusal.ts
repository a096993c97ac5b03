import { readBody } from '../../support/bounded-body.ts';
import { errorMessage, MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { field, fieldsIn, isFields, textField, type Fields } from '../../support/fields.ts';
import { foreignText } from '../../support/foreign-text.ts';
import { roleFor } from './cmdlets.ts';

/** Why Exchange did not do what it was asked. */
export interface Refusal {
  readonly error: NotFoundError | MissingRightError | UnavailableError;
  /** Microsoft's own text, or what stands for it where there is none. */
  readonly message: string;
  /** Whether the same request may work a moment later. For a write that means: nobody knows whether it worked. */
  readonly transient: boolean;
}

/** Sent with any status, and gone a moment later (seen in public clients of this transport). */
const TRANSIENT =
  /CmdletProxyNotAvailableFailure|ServerBusyException|TransientException|BackendCommunicationException/iu;
const NOT_THERE = /ManagementObjectNotFoundException/iu;
/** What an unknown parameter gets, and one that the caller's role hides. None is ever sent that the cmdlet lacks. */
const HIDDEN_PARAMETER = /AmbiguousParameterSetException/iu;
/** `Ex6F9304|Microsoft.….SomeException|the text` */
const TYPE_PREFIX = /^(?:Ex[0-9A-F]+)?\|([^|]*)\|/iu;
const ONLY_A_TYPE = /^\s*Exception of type '([^']*)' was thrown\.?\s*$/iu;
const MOST_BYTES = 1024 * 1024;

/**
 * Whether Microsoft's words may be repeated. What is read about mailboxes can quote the names of rules, targets and
 * trustees, which never leave the adapter; of those only the kind of an error is told.
 */
export function mayQuote(cmdlet: string): boolean {
  return cmdlet.includes('-Blocked');
}

/**
 * Reads an answer that isn't a 2xx. The token is kept out of every text. A body that can't be read to its end leaves the
 * status to speak: the NUL bytes of a 403 may call themselves gzip.
 */
export async function readRefusal(cmdlet: string, response: Response, token: string): Promise<Refusal> {
  const body = await readBody(response, { remaining: MOST_BYTES }).catch(() => undefined);
  return refusalOf(cmdlet, response, body, token);
}

function refusalOf(cmdlet: string, response: Response, body: string | undefined, token: string): Refusal {
  const { status, headers } = response;
  const error = body === undefined ? {} : errorFields(body);
  const given = mayQuote(cmdlet) ? foreignText(errorText(error), [token]) : harmless(cmdlet, error);
  if (status === 401 || status === 403) return missingRight(cmdlet, response, given, token);
  const said = given === '' ? `Exchange answered ${status} to ${cmdlet} without saying why` : given;
  const types = typesIn(error);
  // Such an answer is none, whatever it says is not there: another server gave up on the one that was asked.
  const passing = status >= 500 || status === 408 || status === 429 || body === undefined;
  const transient = passing || isTransient(error);
  if (!transient && NOT_THERE.test(types)) return { error: new NotFoundError(said), message: said, transient };
  const hidden = !transient && HIDDEN_PARAMETER.test(types);
  const message = hidden ? `${said}; most likely the app's role hides this parameter of ${cmdlet}` : said;
  const text = `Exchange could not run ${cmdlet} (${status}): ${message}${requestId(headers)}`;
  return {
    error: hidden ? new MissingRightError(text, { hint: grantFor(cmdlet) }) : new UnavailableError(text),
    message,
    transient,
  };
}

/** Whether an error object names an exception that may be gone a moment later. */
export function isTransient(error: Fields): boolean {
  return TRANSIENT.test(`${typesIn(error)} ${errorText(error)}`);
}

/** What went wrong with a 2xx whose body says nothing usable. */
export function unreadable(cmdlet: string, thrown: unknown, token: string): UnavailableError {
  const why = foreignText(errorMessage(thrown), [token]);
  return new UnavailableError(`Exchange's answer to ${cmdlet} could not be read: ${why}`);
}

/**
 * Microsoft's text for an error object: the innermost exception, then the details, then the outer message, which says
 * next to nothing. An inner exception that only names its own type gives way to the details.
 */
export function errorText(error: Fields): string {
  const inner = textField(fieldsIn(fieldsIn(error, 'innererror'), 'internalexception'), 'message') ?? '';
  const detail = withoutTypePrefix(textField(firstDetail(error), 'message') ?? '');
  const saysNothing = ONLY_A_TYPE.test(inner) && detail !== '';
  const useful = saysNothing ? '' : withoutTypePrefix(inner);
  return useful || detail || withoutTypePrefix(textField(error, 'message') ?? '');
}

function withoutTypePrefix(text: string): string {
  return text.replace(TYPE_PREFIX, '').trim();
}

function firstDetail(error: Fields): Fields {
  const details = field(error, 'details');
  const first: unknown = Array.isArray(details) ? details[0] : details;
  return isFields(first) ? first : {};
}

/** Every place that names the exception's type; other text is left out, as it can quote what somebody typed. */
function typesIn(error: Fields): string {
  const inner = fieldsIn(error, 'innererror');
  const thrown = fieldsIn(inner, 'internalexception');
  const texts = [error, firstDetail(error), inner, thrown].map((one) => textField(one, 'message') ?? '');
  const named = texts.map((text) => TYPE_PREFIX.exec(text)?.[1] ?? ONLY_A_TYPE.exec(text)?.[1] ?? '');
  const typed = [inner, thrown].map((one) => textField(one, 'type') ?? '');
  return [...named, ...typed, textField(error, 'code') ?? ''].join(' ');
}

function errorFields(body: string): Fields {
  try {
    const parsed: unknown = JSON.parse(body);
    return isFields(parsed) ? fieldsIn(parsed, 'error') : {};
  } catch {
    return {};
  }
}

/** What may be told of an error whose words may quote: its kind, or that the cmdlet itself is not allowed. */
function harmless(cmdlet: string, error: Fields): string {
  if (errorText(error).trim() === `User is not allowed to call ${cmdlet}`) return errorText(error).trim();
  const named = typesIn(error).match(/\b\w{1,80}Exception\b/gu) ?? [];
  const kind = named.find((name) => !/^(?:ODataService|DirectInvoke)/u.test(name));
  return kind === undefined ? '' : `${cmdlet} ended in ${kind}`;
}

function grantFor(cmdlet: string): string {
  return `grant the app Exchange.ManageAsApp and the role ${roleFor(cmdlet)}; a new grant takes up to an hour to arrive`;
}

/** A 403 has no text at all, only NUL bytes: it is what an app sees whose role is missing. Headers say a little more. */
function missingRight(cmdlet: string, { status, headers }: Response, given: string, token: string): Refusal {
  const hinted = [headers.get('x-ms-diagnostics') ?? '', ...challengeTexts(headers)];
  const said = [given, ...hinted.map((text) => foreignText(text, [token]))].filter((text) => text !== '').join('; ');
  const likely = likelyCause(status, given);
  const message = `Exchange refused ${cmdlet} (${status})${said === '' ? '' : `: ${said}`}; ${likely}${requestId(headers)}`;
  return { error: new MissingRightError(message, { hint: grantFor(cmdlet) }), message, transient: false };
}

/** A 401 in words comes from an app whose token was taken, and whose role is the wrong one. */
function likelyCause(status: number, given: string): string {
  return status === 401 && !/not allowed to call/iu.test(given)
    ? 'most likely Exchange.ManageAsApp is not granted to the app, or not yet in force'
    : 'most likely the app has no directory role or Exchange role group that allows this cmdlet, or not yet';
}

/** What `WWW-Authenticate: Bearer …, error="invalid_token", error_description="…"` says went wrong. */
function challengeTexts(headers: Headers): readonly string[] {
  const challenge = headers.get('www-authenticate') ?? '';
  return [...challenge.matchAll(/\berror(?:_description)?="([^"]*)"/giu)].map(([, text = '']) => text);
}

function requestId(headers: Headers): string {
  const id = headers.get('request-id') ?? '';
  return /^[\w-]{8,64}$/u.test(id) ? ` (request-id ${id})` : '';
}
