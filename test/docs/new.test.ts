import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newRequest } from '../../src/command-line/new.ts';
import { describeCommands } from '../../src/command-line/program.ts';

const page = readFileSync(new URL('../../docs/new.md', import.meta.url), 'utf8');

describe('the page about new', () => {
  it('knows every option, and none that is not there', () => {
    const [command] = describeCommands([newRequest]);
    const options = (command?.options ?? []).map(({ name }) => name).filter((name) => name !== 'help');
    const told = [...page.matchAll(/`--([a-z-]+)/gu)].map(([, name = '']) => name);
    expect([...new Set(told)].toSorted()).toEqual(options.toSorted());
  });
});
