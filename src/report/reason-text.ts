import type { RestrictionReason } from '../ports/exchange.ts';
import { figuresIn, type ReasonFigures } from '../reasons/reason.ts';
import { plainText } from './text-safety.ts';
import { cutTo } from './columns.ts';

/** What each figure is called, in the order of reading. Close to Microsoft's keys, as nobody says what they count. */
const LABELS: readonly (readonly [Exclude<keyof ReasonFigures, 'rest'>, string, string])[] = [
  ['spamLast24Hours', 'spam, last 24 hours', 'spam'],
  ['mailLast24Hours', 'mail, last 24 hours', 'mail'],
  ['spamPercent', 'spam percent', 'percent'],
  ['exceededLimit', 'exceeded limit', 'limit'],
  ['internalRecipientsToday', 'internal recipients today', 'internal'],
  ['externalRecipientsToday', 'external recipients today', 'external'],
  ['recipientsLast24Hours', 'recipients, last 24 hours', 'recipients'],
  ['recipientRateLimit', 'recipient rate limit', 'rate limit'],
  ['lastMessageRecipients', 'recipients of the last message', 'last message'],
  ['messageTraceId', 'message trace id', 'trace'],
];

/** What people call each kind of reason. */
export const REASON_KINDS: Readonly<Record<RestrictionReason['kind'], string>> = {
  outboundSpam: 'outbound spam',
  recipientLimit: 'recipient limit exceeded',
  connector: 'connector',
  other: 'of no kind that is known',
};

/** Every figure of a reason with what it is called. */
export function labelledFigures({ raw }: RestrictionReason): readonly (readonly [string, string])[] {
  const figures = figuresIn(raw);
  return LABELS.flatMap(([key, label]): (readonly [string, string])[] => {
    const value = figures[key];
    return value === undefined ? [] : [[label, String(value)]];
  });
}

/** What a reason says besides its figures, as far as that could be told apart. */
export function unlabelled({ raw }: RestrictionReason): string {
  const { rest } = figuresIn(raw);
  return rest.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)).join('; ');
}

const LONGEST = 100;

/** A reason in one short line: its figures without the message's id, or Microsoft's own text where it has none. */
export function shortReason({ raw }: RestrictionReason): string {
  const figures = figuresIn(raw);
  const told = LABELS.flatMap(([key, , short]) => {
    const value = key === 'messageTraceId' ? undefined : figures[key];
    return value === undefined ? [] : [`${short} ${value}`];
  });
  return cutTo(LONGEST, plainText(told.length > 0 ? told.join(' · ') : raw.trim()));
}
