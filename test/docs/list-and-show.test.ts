import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RESPONSE_TO_ACCOUNT } from '../../src/overview/documented-response.ts';
import { COLUMNS } from '../../src/overview/entity-list.ts';

const page = readFileSync(new URL('../../docs/list-and-show.md', import.meta.url), 'utf8');

describe('the page about list and show', () => {
  it('explains every column, in order', () => {
    const explained = [...page.slice(0, page.indexOf('## One of them')).matchAll(/^\| `(\w+)`/gmu)].map(
      ([, name]) => name,
    );
    expect(explained).toEqual([...COLUMNS]);
  });

  it('pictures every recommendation for an account, in order', () => {
    const pictured = [...page.matchAll(/^ {2}[✓✗?–] {2}(\d| ) {2}(\S.*?) {2}/gmu)].map(
      ([, step, title]) => `${step} ${title}`,
    );
    expect(pictured).toEqual(RESPONSE_TO_ACCOUNT.map(({ step, title }) => `${step ?? ' '} ${title}`));
  });
});
