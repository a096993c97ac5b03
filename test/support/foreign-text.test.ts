import { describe, expect, it } from 'vitest';
import { foreignText } from '../../src/support/foreign-text.ts';

describe('text from another system', () => {
  it.each([
    ['keeps plain words', 'The limit is reached.', 'The limit is reached.'],
    ['becomes one line', ' a\r\n\tb\u2028c ', 'a b c'],
    ['loses what is not seen', 'a\0b\u202ec\u200bd', 'a b c d'],
    ['loses a secret of any shape', 'you sent opaque-secret!', 'you sent [redacted]!'],
    ['loses every token shape', 'see eyJhbGci.eyJzdWIi.c2ln', 'see [redacted]'],
    ['loses a secret in parts', 'you sent opaque-secre, and', 'you sent [redacted], and'],
    ['is lost where it holds a secret in pieces', 'see o\0p\0a\0q\0u\0e\0-secret!', '[redacted]'],
    ['loses what is too long for a word', `see ${'Ab-_0'.repeat(16)}.`, 'see [redacted].'],
    ['loses a bearer', 'Authorization: Bearer abcdefghijkl', 'Authorization: [redacted]'],
    ['keeps half a character out', 'a\ud800b', 'a\ufffdb'],
  ])('%s', (_, text, clean) => {
    expect(foreignText(text, ['opaque-secret', ''])).toBe(clean);
  });

  it('is bounded', () => {
    expect(foreignText('x '.repeat(10_000))).toHaveLength(600);
  });
});
