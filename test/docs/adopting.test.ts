import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeCommands } from '../../src/command-line/program.ts';
import { VERBS } from '../../src/command-line/verbs.ts';
import { MEMORY_PATH } from '../../src/init/memory.ts';
import { renderFiles } from '../../src/init/render.ts';

const page = readFileSync('docs/adopting.md', 'utf8');

interface Described {
  readonly description: string;
}
const action: { inputs: Record<string, Described>; outputs: Record<string, Described> } = parse(
  readFileSync('action.yml', 'utf8'),
);

/** The rows of the table whose header begins so: their cells. */
function table(header: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^\\| ${header} +\\|`, 'u').test(line));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function described(all: Record<string, Described>): readonly (readonly string[])[] {
  return Object.entries(all).map(([name, { description }]) => [
    `\`${name}\``,
    description.replaceAll(/\s+/gu, ' ').trim(),
  ]);
}

describe('the page about adopting', () => {
  it('tells every input of the action, in its own words', () => {
    expect(table('input')).toEqual(described(action.inputs));
  });

  it('tells every output of the action, in its own words', () => {
    expect(table('output')).toEqual(described(action.outputs));
  });

  it('tells every file that init writes, and no other', () => {
    const told = table('file').flatMap(([cell = '']) => cell.split(', ').map((name) => name.replaceAll('`', '')));
    const written = [...renderFiles({}).map(({ path }) => path), MEMORY_PATH];
    expect(told.toSorted()).toEqual(written.toSorted());
  });

  it('tells every option of init that fills something in', () => {
    const init = describeCommands(VERBS).find(({ name }) => name === 'init');
    const options = init?.options.map(({ name }) => `\`--${name}\``) ?? [];
    expect(table('option').map(([name]) => name)).toEqual(
      options.filter((name) => !['`--json`', '`--print`'].includes(name)),
    );
  });

  it('tells the rights of the App that the workflows ask for', () => {
    const workflow = readFileSync('templates/.github/workflows/reconcile.yml', 'utf8');
    const asked = [...workflow.matchAll(/permission-([a-z-]+): (\w+)/gu)].map(([, name = '', level]) => {
      return `${name.charAt(0).toUpperCase()}${name.slice(1).replace('-', ' ')}: ${level}`;
    });
    expect(table('permission of the App').map(([name]) => name)).toEqual(asked);
  });
});
