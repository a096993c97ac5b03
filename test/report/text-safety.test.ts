import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandMessage, commandProperty, inColumns, jsonText, plainText } from '../../src/report/text-safety.ts';

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '::',
        '##[',
        ']',
        '\n',
        '\r',
        '\u2028',
        '\u0085',
        '\x1b[31m',
        '\u202e',
        '%',
        ',',
        ':',
        '#',
        '[',
        'error',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

/** Both spellings of a workflow command, as actions/runner reads a line. */
const COMMAND = /^\s*::|##\[/u;

describe('plain text', () => {
  test.each([
    ['::add-mask::x', ': :add-mask: :x'],
    [':::', ': : :'],
    ['see ##[error]x', 'see ## [error]x'],
    ['one\r\n  two\tthree', 'one two three'],
    ['a\u202eb\x1b[31m\u200b', 'a<U+202E>b<U+001B>[31m<U+200B>'],
    ['family 👩‍👧', 'family 👩‍👧'],
    ['naïve Пароль', 'naïve Пароль'],
  ])('of %j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  test('is one line that shows everything and commands nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(COMMAND);
        expect(plain.replaceAll(/[\u200c\u200d]/gu, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('workflow command values', () => {
  test('are escaped as the runner unescapes them', () => {
    expect(commandProperty('a,b:c%d\n')).toBe('a%2Cb%3Ac%25d%0A');
    expect(commandMessage('50%\r\n::x')).toBe('50%25%0D%0A::x');
  });
});

test('columns stay where they were', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(inColumns(text)).toHaveLength(text.length);
      expect(inColumns(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('JSON means what was put in, and commands nothing', () => {
  fc.assert(
    fc.property(hostile, fc.array(hostile), (key, values) => {
      const text = jsonText({ [`k${key}`]: values });
      expect(JSON.parse(text)).toEqual({ [`k${key}`]: values });
      for (const line of text.split('\n')) {
        expect(line).not.toMatch(COMMAND);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }
    }),
  );
});
