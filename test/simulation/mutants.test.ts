import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants/mutants.ts';

const run = promisify(execFile);
const PROCESSES = 2;

describe('the simulation notices a program', () => {
  const caught = new Map<string, string | undefined>();

  beforeAll(async () => {
    const shares = Array.from({ length: PROCESSES }, async (_, first) => {
      const args = [
        'scripts/hunt-mutants.ts',
        '--seeds',
        '40',
        '--stride',
        String(PROCESSES),
        '--first',
        String(first),
      ];
      return (await run(process.execPath, args)).stdout;
    });
    for (const line of (await Promise.all(shares)).join('').trim().split('\n')) {
      const { name, rule }: { name: string; rule?: string } = JSON.parse(line);
      caught.set(name, rule);
    }
  }, 600_000);

  it.each(MUTANTS.map(({ name }) => name))('that %s', (name) => {
    expect(caught.get(name)).toBeTypeOf('string');
  });
});
