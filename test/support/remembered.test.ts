import { expect, it } from 'vitest';
import { remembered } from '../../src/support/remembered.ts';

it('asks for each key once, however many want to know at the same time', async () => {
  const asked: string[] = [];
  const answer = remembered(async (key: string) => {
    asked.push(key);
    return Promise.resolve(key.toUpperCase());
  });
  expect(await Promise.all([answer('a'), answer('a'), answer('b')])).toEqual(['A', 'A', 'B']);
  expect(await answer('a')).toBe('A');
  expect(asked).toEqual(['a', 'b']);
});

it('asks again after what failed and what was not final', async () => {
  const answers = [Promise.reject(new Error('no')), Promise.resolve(undefined), Promise.resolve(1), Promise.resolve(2)];
  const answer = remembered(
    async () => answers.shift() ?? Promise.resolve(3),
    (given) => given !== undefined,
  );
  await expect(answer('a')).rejects.toThrow('no');
  expect([await answer('a'), await answer('a'), await answer('a')]).toEqual([undefined, 1, 1]);
});
