import { withoutSecrets } from './secrets.ts';

const LONGEST = 600;
/** No more of a text is looked at: what becomes of the rest nobody sees. */
const LOOKED_AT = 20 * LONGEST;
/** No word is as long as that, but a part of a token is: one that was made on the way, so that nobody here knows it. */
const PART_OF_A_TOKEN = /[\w-]{80,}/gu;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * Text that another system wrote, fit for an error message: one line, no control or bidi characters, at most 600
 * characters, and without the given secrets or anything shaped like a token or a part of one. It still has to be neutralised for Markdown.
 */
export function foreignText(text: string, secrets: readonly string[] = []): string {
  const seen = text.slice(0, LOOKED_AT).toWellFormed();
  const line = withoutSecrets(seen, secrets).replaceAll(UNPRINTABLE, ' ').trim();
  const clean = withoutSecrets(line, secrets).replaceAll(PART_OF_A_TOKEN, '[redacted]');
  // What was not seen may have taken a secret apart, and a person would still put it together.
  const together = clean.replaceAll(' ', '');
  const told = withoutSecrets(together, secrets) === together ? clean : '[redacted]';
  return told.length > LONGEST ? `${told.slice(0, LONGEST - 1).toWellFormed()}…` : told;
}
