const PLAIN = /^[^\s@"<>(),;:\\[\]]{1,64}@[^\s@"<>(),;:\\[\]]{1,255}$/u;
/** What is not seen, and what stands for bytes or halves of characters that nobody could read. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;
const SMTP_KIND = /^smtp:/iu;
const OTHER_KIND = /^(?!smtp:)[a-z][\w-]*:/iu;

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

/** What was found among a recipient's addresses of every kind. */
export interface SmtpEntries {
  readonly addresses: readonly string[];
  /** Whether there is an SMTP address that could not be read, or an entry whose kind can't be told. */
  readonly incomplete: boolean;
}

/** The addresses among entries like `smtp:alice@contoso.com`; other kinds (`SIP:`, `X500:`) are left out. */
export function smtpEntries(entries: readonly string[]): SmtpEntries {
  const read = entries
    .map((entry) => entry.trim())
    .filter((entry) => !OTHER_KIND.test(entry))
    .map((entry) => (SMTP_KIND.test(entry) ? smtpAddress(entry.slice('smtp:'.length)) : undefined));
  const addresses = read.filter((address) => address !== undefined);
  return { addresses, incomplete: addresses.length < read.length };
}

/** Whether an address is there that is not a plain one, and so another than can be looked for. */
export function isUnreadableAddress(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && smtpAddress(value) === undefined;
}

/** The part after the `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Lower-cases A to Z and nothing else. */
export function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}
