import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRANSITIONS } from '../../src/records/phase.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('the picture of the state machine', () => {
  it('shows exactly the transitions of the code', () => {
    const diagram = readme.slice(readme.indexOf('stateDiagram-v2'));
    const drawn = [...diagram.matchAll(/^ {2}(\S+) --> (\S+)$/gmu)].map(([, from, to]) => `${from} --> ${to}`);
    const coded = Object.entries(TRANSITIONS).flatMap(([from, targets]) =>
      targets.map((to) => `${from === 'none' ? '[*]' : from} --> ${to}`),
    );
    expect(drawn.toSorted()).toEqual(coded.toSorted());
  });
});
