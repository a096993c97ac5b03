import { describe, expect, it } from 'vitest';
import { checkAnswers, merged, type Answers } from '../../src/init/answers.ts';
import { memoryText, readMemory } from '../../src/init/memory.ts';
import { ConfigurationError } from '../../src/support/errors.ts';
import { ANSWERS } from './answers.ts';

describe('a memory', () => {
  it('reads back as it was', () => {
    const memory = { answers: ANSWERS, written: { b: '2', a: '1' } };
    expect(readMemory(memoryText(memory))).toEqual(memory);
    expect(memoryText(readMemory(memoryText(memory)))).toBe(memoryText(memory));
  });

  it('is empty where there is none', () => {
    expect(readMemory(undefined)).toEqual({ answers: {}, written: {} });
  });

  it.each([
    '',
    '[]',
    'null',
    '{}',
    '{"answers":{},"files":[]}',
    '{"answers":{},"files":{"a":1}}',
    '{"answers":{"tenant":1},"files":{}}',
    '{"answers":{"domains":"contoso.com"},"files":{}}',
    '{"answers":{"domains":[1]},"files":{}}',
    '{"answers":{"tenant":"a\\nb: c"},"files":{}}',
  ])('that nobody could have written is refused: %s', (text) => {
    expect(() => readMemory(text)).toThrow(ConfigurationError);
  });
});

describe('answers', () => {
  it('given later take the place of earlier ones, and only those', () => {
    expect(merged({ tenant: 'a', domains: ['a.com', 'b.com'] }, { domains: ['c.com'], branch: 'trunk' })).toEqual({
      tenant: 'a',
      domains: ['c.com'],
      branch: 'trunk',
    });
    expect(merged({ domains: ['a.com'] }, { domains: [] })).toEqual({ domains: ['a.com'] });
  });

  it.each<Answers>([
    { action: 'octocat/reinstate' },
    { action: 'octocat/reinstate@main\n  run: id' },
    { action: '../reinstate@main' },
    { action: 'octocat/reinstate@main # v1 ${{ secrets.A }}' },
    { branch: '--force' },
    { branch: 'main]\non: issues' },
    { tenant: 'Contoso' },
    { tenant: '7up' },
    { tenantId: 'contoso.onmicrosoft.com' },
    { clientId: '22222222-2222-2222-2222-22222222222' },
    { domains: ['contoso.com', '*.contoso.com'] },
    { domains: ['contoso'] },
    { domains: ['contoso.com]\n  evil: true'] },
    { approvers: ['@octocat'] },
    { approvers: ['octocat', 'a b'] },
    { approvers: ['contoso/sec/ops'] },
    { appId: '0' },
    { appId: '1, "b": 2' },
  ])('that could be more than a value are refused: %j', (answers) => {
    expect(() => checkAnswers(answers)).toThrow(ConfigurationError);
  });

  it('that are values are taken', () => {
    expect(checkAnswers(ANSWERS)).toBe(ANSWERS);
    expect(checkAnswers({ action: 'octocat/reinstate@v1.0.0' })).toEqual({ action: 'octocat/reinstate@v1.0.0' });
  });
});
