import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../simulation/invariants/rules.ts';
import { MUTANTS } from '../simulation/mutants/mutants.ts';

const page = readFileSync(new URL('../../docs/simulation.md', import.meta.url), 'utf8');

function rows(heading: string): readonly (readonly [string, string])[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = [...section.matchAll(/^\| (.+?) +\| (.+?) +\|/gmu)].map(
    ([, one = '', other = '']) => [one, other] as const,
  );
  return cells.slice(2);
}

describe('the page about the simulation', () => {
  it('tells every invariant with the rule it guards', () => {
    const watched = Object.entries(INVARIANTS).map(([name, rule]) => [String(rule), `\`${name}\``]);
    expect(rows('What is watched')).toEqual(watched);
  });

  it('tells every fault that is planted, and where', () => {
    expect(rows('That the watchers watch')).toEqual(MUTANTS.map(({ name, file }) => [name, `\`${file}\``]));
  });
});
