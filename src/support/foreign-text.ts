const LONGEST = 600;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
const TOKEN_SHAPES = [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/gu, /\b(?:bearer|pop)\s+[\w.~+/=-]{8,}/giu];

/**
 * Text that another system wrote, fit for an error message: one line, no control or bidi characters, at most 600
 * characters, and without the given secrets or anything shaped like a token. It still has to be neutralised for Markdown.
 */
export function foreignText(text: string, secrets: readonly string[] = []): string {
  let clean = text.toWellFormed();
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[redacted]');
  clean = clean.replaceAll(UNPRINTABLE, ' ').trim();
  for (const shape of TOKEN_SHAPES) clean = clean.replaceAll(shape, '[redacted]');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1).toWellFormed()}…` : clean;
}
