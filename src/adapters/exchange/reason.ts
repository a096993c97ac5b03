import type { RestrictionReason } from '../../ports/exchange.ts';

/** Keys that only one family of reasons has (undocumented; as CIPP-API parses them); lower-cased. */
const SPAM_KEYS = new Set([
  'outboundspamlast24hours',
  'outboundmaillast24hours',
  'outboundspampercent',
  'last spam message messagetraceid',
]);
const LIMIT_KEYS = new Set([
  'emailsendinglimitexceeded',
  'exceedinglimittype',
  'internalrecipientcounttoday',
  'externalrecipientcounttoday',
  'recipientratelimitexceeded',
  'recipientcountlast24hours',
  'rcptratelimit',
]);

/**
 * Sorts Microsoft's reason for restricting a sender into a family and keeps the text. Keys stand before `=` or `:`, or
 * alone, between semicolons. Spam wins where both families speak, as it is the graver; a text of neither is `other`.
 */
export function senderReason(raw: string): RestrictionReason {
  const keys = raw.split(';').map((part) => (part.split(/[=:]/u, 1)[0] ?? '').trim().toLowerCase());
  if (keys.some((key) => SPAM_KEYS.has(key))) return { kind: 'outboundSpam', raw };
  if (keys.some((key) => LIMIT_KEYS.has(key))) return { kind: 'recipientLimit', raw };
  return { kind: 'other', raw };
}
