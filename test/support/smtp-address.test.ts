import { describe, expect, it } from 'vitest';
import { domainOf, isUnreadableAddress, smtpAddress, smtpEntries } from '../../src/support/smtp-address.ts';

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
    const entries = ['SMTP:A@contoso.com', 'SIP:b@contoso.com', 'x500:/o=c', 'EUM:7;phone-context=x', 'X400:c=us;a= ;'];
    expect(smtpEntries(entries)).toEqual({ addresses: ['a@contoso.com'], incomplete: false });
    expect(domainOf('a@contoso.com')).toBe('contoso.com');
  });

  it.each([
    'smtp:nonsense',
    'SMTP:',
    ' smtp:"a b"@contoso.com',
    '\u200bsmtp:b@contoso.com',
    'b@contoso.com',
    'smtp :b@c',
  ])('is missing among others where one of them can not be read: %s', (entry) => {
    expect(smtpEntries(['SMTP:A@contoso.com', entry])).toEqual({ addresses: ['a@contoso.com'], incomplete: true });
  });

  it.each([
    ['', false],
    [null, false],
    [undefined, false],
    ['a@contoso.com', false],
    ['a b@contoso.com', true],
    [7, true],
  ])('that is %s is there and can not be read: %s', (value, unreadable) => {
    expect(isUnreadableAddress(value)).toBe(unreadable);
  });
});
