import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressComplaint, domainOf } from '../../src/request/address.ts';
import { momentComplaint, toMoment } from '../../src/request/moment.ts';
import { asYaml, didYouMean, named, quote } from '../../src/request/wording.ts';

describe('an address', () => {
  test.each([
    'alice@contoso.com',
    "o'hara@contoso.com",
    'first.last+tag@mail.contoso.co.uk',
    'UPPER@CONTOSO.COM',
    '_svc-relay@contoso.com',
  ])('%s is one plain SMTP address', (text) => {
    expect(addressComplaint(text)).toBeUndefined();
  });

  test.each([
    ['*@contoso.com', 'wildcard'],
    ['a?ice@contoso.com', 'wildcard'],
    ['%@contoso.com', 'wildcard'],
    ['аlice@contoso.com', 'U+0430'],
    ['alice@соntoso.com', 'U+0441'],
    ['alice\u200b@contoso.com', 'U+200B'],
    ['alice@contoso.com\u0000', 'U+0000'],
    ['"a b"@contoso.com', 'quoting'],
    ['Alice <alice@contoso.com>', 'display name'],
    ['alice@[127.0.0.1]', 'brackets'],
    ['alice@contoso.com,bob@contoso.com', 'one address'],
    ['alice@contoso.com bob@contoso.com', 'one address'],
    [' alice@contoso.com', 'one address'],
    ['alice', 'no @'],
    ['alice@bob@contoso.com', 'more than one @'],
    ['alice@contoso', 'domain'],
    ['alice@-contoso.com', 'domain'],
    ['alice@contoso..com', 'domain'],
    ['.alice@contoso.com', 'precedes'],
    ['a..b@contoso.com', 'precedes'],
    ['@contoso.com', 'precedes'],
    [`${'a'.repeat(65)}@contoso.com`, 'too long'],
    [`a@${'b.'.repeat(130)}com`, 'too long'],
    ['', 'no @'],
  ])('%j is refused: %s', (text, reason) => {
    expect(addressComplaint(text)?.says).toContain(reason);
  });

  test('has a domain', () => {
    expect(domainOf('alice@contoso.com')).toBe('contoso.com');
  });
});

describe('a moment', () => {
  test.each([
    ['2026-11-23T07:41:00Z', '2026-11-23T07:41:00.000Z'],
    ['2026-11-23t07:41:00z', '2026-11-23T07:41:00.000Z'],
    ['2026-11-23T07:41:00+01:00', '2026-11-23T06:41:00.000Z'],
    ['2026-11-23T23:41:00-05:30', '2026-11-24T05:11:00.000Z'],
    ['2026-11-23T07:41:00-00:00', '2026-11-23T07:41:00.000Z'],
    ['2026-11-23T07:41:00.1234567Z', '2026-11-23T07:41:00.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(toMoment(text)).toBe(expected);
  });

  test.each([
    ['2026-02-30T00:00:00Z', 'no real date'],
    ['2027-02-29T00:00:00Z', 'no real date'],
    ['2026-13-01T00:00:00Z', 'no real date'],
    ['2026-00-10T00:00:00Z', 'no real date'],
    ['2026-11-23T24:00:00Z', 'no real time'],
    ['2026-11-23T23:60:00Z', 'no real time'],
    ['2026-11-23T23:59:60Z', 'no real time'],
    ['2026-11-23T07:41:00+24:00', 'offset that does not exist'],
    ['2026-11-23T07:41:00', 'no offset'],
    ['2026-11-23 07:41:00', 'no offset'],
    ['2026-11-23', 'without a time'],
    ['2026-11-23 07:41:00Z', 'no date and time'],
    ['2026-11-23T07:41:00+0100', 'no date and time'],
    ['+002026-11-23T07:41:00Z', 'no date and time'],
    ['0000-01-01T00:00:00+01:00', 'out of range'],
    ['9999-12-31T23:59:59-01:00', 'out of range'],
    ['yesterday', 'no date and time'],
    ['２０２６-11-23T07:41:00Z', 'no date and time'],
  ])('%s is refused: %s', (text, reason) => {
    expect(toMoment(text)).toBeUndefined();
    expect(momentComplaint(text)?.says).toContain(reason);
  });

  test('that is real comes back as it was printed', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }), (date) => {
        expect(toMoment(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });
});

describe('words', () => {
  test.each([
    ['attestation', 'attestations'],
    ['Attestations', 'attestations'],
    ['restricted_since', 'restrictedSince'],
    ['passwordRest', 'passwordReset'],
    ['tickets', 'ticket'],
    ['zzz', undefined],
    ['x', undefined],
  ])('%s probably meant %s', (text, meant) => {
    const keys = ['attestations', 'restrictedSince', 'passwordReset', 'ticket', 'mfa'];
    expect(didYouMean(text, keys)).toBe(meant);
  });

  test('never quote anything but plain ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(quote(text)).toMatch(/^[\x20-\x7e…]*$/u);
        expect(quote(text).length).toBeLessThan(60 * 12);
      }),
    );
  });

  test('name places as people write them', () => {
    expect(named('/rules/0/name')).toBe('rules[0].name');
    expect(named('/people/a~1b\u202e')).toBe('people."a/b<U+202E>"');
    expect(named('')).toBe('the file');
  });

  test('show examples as YAML', () => {
    expect(asYaml({ users: ['octocat'], expr: 'a["b"]', required: 1 })).toBe(
      `{ users: [octocat], expr: 'a["b"]', required: 1 }`,
    );
  });
});
