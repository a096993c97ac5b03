import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHAPTERS } from '../../src/sandbox/story/chapters.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe("the README's picture of the demo", () => {
  it('replays every chapter as the same', () => {
    const replayed = [...readme.matchAll(/^contoso\/(\S+)\s+([A-Z]\w+)\s+same$/gmu)].map(([, name, phase]) => ({
      name,
      phase,
    }));
    const chapters = CHAPTERS.map(({ name, phase }) => ({ name, phase }));
    expect(replayed).toEqual(chapters.toSorted((a, b) => a.name.localeCompare(b.name)));
  });

  it('tells every chapter of the story with the phase it ends in', () => {
    const told = [...readme.matchAll(/^ {2}✓ (\S+)\s+([A-Z]\w+) {2}/gmu)].map(([, name, phase]) => ({ name, phase }));
    expect(told).toEqual(CHAPTERS.map(({ name, phase }) => ({ name, phase })));
  });
});
