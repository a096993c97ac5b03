import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../src/support/secrets.ts';

const SECRET = 'p1anted/Secret+with=odd&chars_0123456789';
const half = Math.floor(SECRET.length / 2);

describe('a known secret', () => {
  it.each([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['as JSON writes it', JSON.stringify(`"${SECRET}"`)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 behind one more character', Buffer.from(`:${SECRET}`).toString('base64')],
    ['in base64 behind a user name', Buffer.from(`x-access-token:${SECRET}`).toString('base64')],
    ['in base64 for addresses', Buffer.from(`..${SECRET}`).toString('base64url')],
    ['as its first half', SECRET.slice(0, half)],
    ['as its second half', SECRET.slice(half)],
    ['as its middle', SECRET.slice(10, 30)],
    ['twice in a row', SECRET + SECRET],
  ])('is struck out %s', (_, told) => {
    const clean = withoutSecrets(`before ${told} after`, [SECRET]);
    expect(clean).toMatch(/^before .*after$/u);
    const pieces = [SECRET, Buffer.from(SECRET).toString('base64'), encodeURIComponent(SECRET)];
    for (const piece of pieces) {
      for (let at = 0; at + 12 <= piece.length; at += 1) expect(clean).not.toContain(piece.slice(at, at + 12));
    }
    expect(clean).toContain('[redacted]');
  });

  it.each([
    ['a word it begins with', 'p1anted with care'],
    ['what it shares eleven characters with', SECRET.slice(0, 11)],
    ['nothing', ''],
  ])('leaves %s alone', (_, text) => {
    expect(withoutSecrets(text, [SECRET])).toBe(text);
  });

  it('is struck out where it is short, but not where it is too short to be one', () => {
    expect(withoutSecrets('hunter2, and so on', ['hunter2', 'on', ''])).toBe('[redacted], and so on');
  });

  it('is found in time in a long text of nothing but its characters', () => {
    expect(withoutSecrets('a'.repeat(20_000), ['a'.repeat(40)])).toBe('[redacted]');
  });
});

describe('a secret nobody told of', () => {
  it.each([
    ['a token of Microsoft', 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln', '[redacted]'],
    ['an encrypted one', 'eyJhbGciOiJSUzI1NiJ9.a.b.c.d', '[redacted]'],
    ['a token of GitHub', 'ghs_0123456789abcdef0123', '[redacted]'],
    ['a stateless one', 'ghs_12_eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln', '[redacted]'],
    ['a personal one', 'github_pat_0123456789abcdef', '[redacted]'],
    ['a header', 'authorization: Basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0', 'authorization: [redacted]'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE+/=\n-----END RSA PRIVATE KEY-----\n', '[redacted]'],
    ['a private key in JSON', '{"pem":"-----BEGIN PRIVATE KEY-----\\nMIIE\\n"}', '{"pem":"[redacted]"}'],
  ])('is known by its shape: %s', (_, text, clean) => {
    expect(withoutSecrets(text, [])).toBe(clean);
  });

  it.each(['basic authentication', 'the bearer of it', 'eyJust', 'ghs_short', '-----BEGIN CERTIFICATE-----\nMIIE'])(
    'is not seen in %s',
    (text) => {
      expect(withoutSecrets(text, [])).toBe(text);
    },
  );
});
