import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const DOCS = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('threat-model.md', DOCS), 'utf8');
const ROWS = [...page.matchAll(/^\| (.+?) +\| .+? \| \[.+?\]\((.+?)\): (.+?) +\|$/gmu)].map(
  ([, threat = '', file = '', words = '']) => ({ threat, file, words }),
);

describe('the threat model', () => {
  it('has a row for every threat in it', () => {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (?:who and how|what happens|-)/u.test(line));
    expect(rows.length).toBeGreaterThan(25);
    expect(ROWS).toHaveLength(rows.length);
  });

  it.each(ROWS)('is played where it says: $threat', ({ file, words }) => {
    const path = new URL(file, DOCS);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(words);
  });
});
