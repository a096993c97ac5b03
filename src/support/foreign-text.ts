import { withoutSecrets } from './secrets.ts';

const LONGEST = 600;
/** No more of a text is looked at: what becomes of the rest nobody sees. */
const LOOKED_AT = 20 * LONGEST;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * Text that another system wrote, fit for an error message: one line, no control or bidi characters, at most 600
 * characters, and without the given secrets or anything shaped like a token. It still has to be neutralised for Markdown.
 */
export function foreignText(text: string, secrets: readonly string[] = []): string {
  const seen = text.slice(0, LOOKED_AT).toWellFormed();
  // Before and after: what breaks a secret into pieces that nobody finds may be taken out in between.
  const line = withoutSecrets(seen, secrets).replaceAll(UNPRINTABLE, ' ').trim();
  const clean = withoutSecrets(line, secrets);
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1).toWellFormed()}…` : clean;
}
