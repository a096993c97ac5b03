import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IMPORT_RULES } from '../architecture/import-rules.ts';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/architecture.md', ROOT), 'utf8');

describe('the page about the architecture', () => {
  it('draws only arrows along which types or values are imported', () => {
    const drawing = page.slice(page.indexOf('flowchart LR'), page.indexOf('```', page.indexOf('flowchart LR')));
    const arrows = [...drawing.matchAll(/^ {2}(\S+(?: --> \S+)+)$/gmu)].flatMap(([, chain = '']) => {
      const stages = chain.split(' --> ');
      return stages.slice(1).map((to, index) => [stages[index] ?? '', to] as const);
    });
    expect(arrows.length).toBeGreaterThan(8);
    const refused = arrows.filter(([from, to]) => {
      const rule = IMPORT_RULES[to];
      return !rule || ![...rule.values, ...rule.types].includes(from);
    });
    expect(refused).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const named = [...page.matchAll(/`(src\/[\w./-]+)`/gu)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });
});
