import type { RestrictionReason } from '../ports/exchange.ts';

/**
 * The figures in a reason, named after Microsoft's undocumented keys; what they count exactly is not known. A figure
 * that is not there, or not a number, is left out.
 */
export interface ReasonFigures {
  readonly spamLast24Hours?: number;
  readonly mailLast24Hours?: number;
  readonly spamPercent?: number;
  readonly internalRecipientsToday?: number;
  readonly externalRecipientsToday?: number;
  readonly recipientsLast24Hours?: number;
  readonly recipientRateLimit?: number;
  readonly lastMessageRecipients?: number;
  /** Which limit was exceeded: `Internal` or `External`, as far as is known. */
  readonly exceededLimit?: string;
  /** Of the message that brought the restriction: where the message trace begins. */
  readonly messageTraceId?: string;
  /** Everything else in the text, in order and as it stands there; a word alone has no value. */
  readonly rest: readonly { readonly key: string; readonly value?: string }[];
}

type NumberName = Exclude<keyof ReasonFigures, 'exceededLimit' | 'messageTraceId' | 'rest'>;
type TextName = 'exceededLimit' | 'messageTraceId';
type Family = 'spam' | 'limit';

/**
 * The keys of both families of reasons, lower-cased. Microsoft documents none of them: they are those that CIPP-API and
 * public scripts read, in every spelling reported. A key without a figure only tells the family.
 */
const KEYS: ReadonlyMap<string, { readonly family?: Family; readonly number?: NumberName; readonly text?: TextName }> =
  new Map([
    ['outboundspamlast24hours', { family: 'spam', number: 'spamLast24Hours' }],
    ['outboundmaillast24hours', { family: 'spam', number: 'mailLast24Hours' }],
    ['outboundspampercent', { family: 'spam', number: 'spamPercent' }],
    ['last spam message messagetraceid', { family: 'spam', text: 'messageTraceId' }],
    ['emailsendinglimitexceeded', { family: 'limit' }],
    ['recipientratelimitexceeded', { family: 'limit' }],
    ['exceedinglimittype', { family: 'limit', text: 'exceededLimit' }],
    ['internalrecipientcounttoday', { family: 'limit', number: 'internalRecipientsToday' }],
    ['externalrecipientcounttoday', { family: 'limit', number: 'externalRecipientsToday' }],
    ['recipientcountlast24hours', { family: 'limit', number: 'recipientsLast24Hours' }],
    ['rcptratelimit', { family: 'limit', number: 'recipientRateLimit' }],
    ['lastmessagercptcount', { number: 'lastMessageRecipients' }],
    ['last messagetraceid', { text: 'messageTraceId' }],
    ['last message messagetraceid', { text: 'messageTraceId' }],
  ]);

/** What JavaScript still counts exactly; anything longer, signed or grouped stays text. */
const NUMBER = /^\d{1,15}(?:\.\d{1,6})?$/u;

/**
 * Sorts Microsoft's reason for restricting a sender into a family and keeps the text. Spam wins where both families speak,
 * as it is the graver; a text of neither is `other`.
 */
export function senderReason(raw: string): RestrictionReason {
  const families = new Set(tokensOf(raw).map(({ key }) => KEYS.get(normalised(key))?.family));
  return { kind: families.has('spam') ? 'outboundSpam' : families.has('limit') ? 'recipientLimit' : 'other', raw };
}

/** A connector's reason: what these look like is not known, so they are one kind. */
export function connectorReason(raw: string): RestrictionReason {
  return { kind: 'connector', raw };
}

interface Token {
  readonly key: string;
  readonly value?: string;
}

/** Tokens stand between semicolons: a key before the first `=` or `:` and what follows it, or a word alone. */
function tokensOf(raw: string): readonly Token[] {
  return raw.split(';').flatMap((part) => {
    const text = part.trim();
    const at = text.search(/[=:]/u);
    if (text === '') return [];
    return at === -1 ? [{ key: text }] : [{ key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }];
  });
}

function normalised(key: string): string {
  return key.replaceAll(/\s+/gu, ' ').toLowerCase();
}

/** Reads the figures in a reason's text: the first readable value of a key is its figure, what is left over stays as it stands. */
export function figuresIn(raw: string): ReasonFigures {
  const numbers = new Map<NumberName, number>();
  const texts = new Map<TextName, string>();
  const rest = tokensOf(raw).filter(({ key, value = '' }) => {
    const { number, text } = KEYS.get(normalised(key)) ?? {};
    if (number !== undefined && NUMBER.test(value) && !numbers.has(number)) {
      numbers.set(number, Number(value));
      return false;
    }
    if (text === undefined || value === '' || texts.has(text)) return true;
    texts.set(text, value);
    return false;
  });
  return { ...Object.fromEntries(numbers), ...Object.fromEntries(texts), rest };
}
