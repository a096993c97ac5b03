const PLAIN = /^[^\s@"<>(),;:\\[\]]{1,64}@[^\s@"<>(),;:\\[\]]{1,255}$/u;
/** What is not seen, and what stands for bytes or halves of characters that nobody could read. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;

/**
 * One plain SMTP address out of another system's text, trimmed and with ASCII letters lower-cased. Undefined for anything
 * else. Other letters are left alone: lower-casing them can turn one address into another (`K` for Kelvin into `k`).
 */
export function smtpAddress(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  if (!PLAIN.test(trimmed) || HIDDEN.test(trimmed)) return undefined;
  return asciiLowerCase(trimmed);
}

/** The addresses among entries like `smtp:alice@contoso.com`; other kinds (`SIP:`, `X500:`) are left out. */
export function smtpEntries(entries: readonly string[]): readonly string[] {
  return entries.flatMap((entry) => {
    const address = /^smtp:/iu.test(entry) ? smtpAddress(entry.slice('smtp:'.length)) : undefined;
    return address === undefined ? [] : [address];
  });
}

/** The part after the `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Lower-cases A to Z and nothing else. */
export function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}
