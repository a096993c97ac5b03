import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LONGEST } from './longest-first.ts';

it.each(LONGEST)('what is begun first is there: %s', (beginning) => {
  expect(globSync('test/**/*.test.ts').filter((path) => path.startsWith(beginning))).not.toEqual([]);
});
