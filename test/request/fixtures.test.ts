import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeProblems, expectedOf, fixtureNames, judge, readFixture } from './fixtures.ts';

describe('request fixtures', () => {
  test.each(fixtureNames('valid'))('%s is valid', (name) => {
    expect(describeProblems(readFixture('valid', name))).toBe('');
  });

  test.each(fixtureNames('invalid'))('%s is refused with the message beside it', (name) => {
    const file = readFixture('invalid', name);
    expect(judge(file).valid).toBe(false);
    expect(describeProblems(file)).toBe(expectedOf(name));
  });

  test('each invalid one has its message, and each message its fixture', () => {
    const files = readdirSync(new URL('../fixtures/requests/invalid/', import.meta.url));
    const messages = files
      .filter((file) => file.endsWith('.expected.txt'))
      .map((file) => file.replace('.expected.txt', ''));
    expect(messages.sort()).toEqual(fixtureNames('invalid').toSorted());
    expect(files.length).toBe(2 * messages.length);
  });

  test('no message blames a file without saying what is wrong with it', () => {
    for (const name of fixtureNames('invalid')) expect(expectedOf(name)).not.toContain('this is no request');
  });
});
