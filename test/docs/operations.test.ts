import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRANSITIONS } from '../../src/records/phase.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('operations.md', DOCS), 'utf8');

function firstCells(heading: string): readonly string[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `(\w+)`/gmu)].map(([, cell = '']) => cell);
}

describe('the page about operations', () => {
  it('explains every phase', () => {
    expect(firstCells('Phases').toSorted()).toEqual(
      Object.keys(TRANSITIONS)
        .filter((one) => one !== 'none')
        .toSorted(),
    );
  });

  it('explains every exit code', () => {
    expect(firstCells('Exit codes')).toEqual(['0', '1', '2', '3']);
  });
});

it('the list of decisions names each of them', () => {
  const files = readdirSync(new URL('adr/', DOCS)).filter((file) => file !== 'README.md');
  const listed = [...readFileSync(new URL('adr/README.md', DOCS), 'utf8').matchAll(/\]\((.+?)\)/gu)].map(
    ([, file]) => file,
  );
  expect(listed).toEqual(files.toSorted());
});
