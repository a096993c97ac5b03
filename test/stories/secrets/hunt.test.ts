import { describe, expect, it } from 'vitest';
import { hunt } from './hunt.ts';

const TEXT = 'p1anted/Secret+with=odd&chars_0123456789"abcdefghij';
const SECRETS = [{ name: 'the secret', text: TEXT }];

describe('a hunt', () => {
  it.each([
    ['as it is', TEXT],
    ['URL-encoded', encodeURIComponent(TEXT)],
    ['in JSON', JSON.stringify({ token: TEXT })],
    ['in hexadecimal', Buffer.from(TEXT).toString('hex')],
    ['in base64', Buffer.from(TEXT).toString('base64')],
    ['in base64 behind one character', Buffer.from(`:${TEXT}`).toString('base64')],
    ['in base64 behind a user name', Buffer.from(`x-access-token:${TEXT}`).toString('base64')],
    ['in base64 for addresses', Buffer.from(`..${TEXT}`).toString('base64url')],
  ])('finds a secret %s', (_, told) => {
    expect(hunt(`before ${told} behind`, SECRETS)).toEqual(['the secret']);
  });

  it('finds any 24 characters of it in a row, and no fewer', () => {
    for (let at = 0; at + 24 <= TEXT.length; at += 1) {
      const piece = TEXT.slice(at, at + 24);
      expect(hunt(`before ${piece} behind`, SECRETS)).toEqual(['the secret']);
      expect(hunt(piece, SECRETS)).toEqual(['the secret']);
      expect(hunt(`before ${piece.slice(1)}§ behind`, SECRETS)).toEqual([]);
    }
  });

  it('finds a short one only as a whole', () => {
    const short = [{ name: 'the short one', text: 'p1anted/Secret' }];
    expect(hunt('before p1anted/Secret behind', short)).toEqual(['the short one']);
    expect(hunt('before p1anted/Secre behind', short)).toEqual([]);
  });

  it.each([TEXT.slice(0, 23), 'nothing of it'])('leaves alone what is no secret: %s', (text) => {
    expect(hunt(text, SECRETS)).toEqual([]);
  });
});
