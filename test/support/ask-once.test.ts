import { describe, expect, it } from 'vitest';
import { askOnce, once } from '../../src/support/ask-once.ts';

describe('a question', () => {
  it('is asked once for the same arguments, also while nobody has answered yet', async () => {
    const asked: string[] = [];
    const ask = once(async (name: string, options: { readonly deep: boolean }) => {
      asked.push(name);
      return Promise.resolve(`${name} ${String(options.deep)}`);
    });
    const answers = await Promise.all([ask('a', { deep: true }), ask('a', { deep: true }), ask('a', { deep: false })]);
    expect(answers).toEqual(['a true', 'a true', 'a false']);
    expect(await ask('a', { deep: true })).toBe('a true');
    expect(asked).toEqual(['a', 'a']);
  });

  it('that failed has failed', async () => {
    let asked = 0;
    const ask = once(async () => {
      asked += 1;
      return Promise.reject(new Error('no answer'));
    });
    await expect(ask()).rejects.toThrow('no answer');
    await expect(ask()).rejects.toThrow('no answer');
    expect(asked).toBe(1);
  });
});

describe('a reader', () => {
  it('asks each of its questions once, and keeps what is none', async () => {
    const asked: string[] = [];
    const reader = askOnce({
      name: 'a reader',
      async one(id: number) {
        asked.push(`one ${id}`);
        return Promise.resolve(`${this.name} ${id}`);
      },
      async other(id: number) {
        asked.push(`other ${id}`);
        return Promise.resolve(id);
      },
    });
    expect(reader.name).toBe('a reader');
    expect([await reader.one(1), await reader.one(1), await reader.one(2)]).toEqual([
      'a reader 1',
      'a reader 1',
      'a reader 2',
    ]);
    expect(await reader.other(1)).toBe(1);
    expect(asked).toEqual(['one 1', 'one 2', 'other 1']);
  });
});
