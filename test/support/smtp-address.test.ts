import { describe, expect, it } from 'vitest';
import { domainOf, smtpAddress, smtpEntries } from '../../src/support/smtp-address.ts';

describe('an SMTP address', () => {
  it.each([
    [' Alice@Contoso.COM ', 'alice@contoso.com'],
    ["o'neil+x@contoso.com", "o'neil+x@contoso.com"],
    // The Kelvin sign would become a k, and the address somebody else's.
    ['\u212aelly@contoso.com', '\u212aelly@contoso.com'],
  ])('%s is %s', (text, address) => {
    expect(smtpAddress(text)).toBe(address);
  });

  it.each([
    '',
    'alice',
    '@contoso.com',
    'alice@',
    'a@b@contoso.com',
    '"a b"@contoso.com',
    'a b@contoso.com',
    'a\u200b@contoso.com',
    'a@b,c@d',
    '<a@b>',
    null,
    7,
  ])('is not %s', (text) => {
    expect(smtpAddress(text)).toBeUndefined();
  });

  it('is picked from among other kinds', () => {
    expect(smtpEntries(['SMTP:A@contoso.com', 'SIP:b@contoso.com', 'x500:/o=c', 'smtp:nonsense'])).toEqual([
      'a@contoso.com',
    ]);
    expect(domainOf('a@contoso.com')).toBe('contoso.com');
  });
});
