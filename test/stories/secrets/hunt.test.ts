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
    ['by a piece of 24 characters', TEXT.slice(9, 33)],
  ])('finds a secret %s', (_, told) => {
    expect(hunt(`before ${told} behind`, SECRETS)).toEqual(['the secret']);
  });

  it.each([TEXT.slice(0, 23), 'nothing of it'])('leaves alone what is no secret: %s', (text) => {
    expect(hunt(text, SECRETS)).toEqual([]);
  });
});
