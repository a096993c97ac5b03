import { describe, expect, it } from 'vitest';
import {
  codeCell,
  fittingParts,
  markdownBlock,
  markdownCode,
  markdownProse,
  markdownTable,
  plainText,
} from '../../src/report/text-safety.ts';
import { HOSTILE } from './hostile-corpus.ts';
import { liveIn, nodesOf, parseMarkdown, textIn } from './live-markdown.ts';

const PARAGRAPH = new Set(['root', 'paragraph', 'text']);
const CODE = new Set([...PARAGRAPH, 'inlineCode']);
const BLOCK = new Set(['root', 'code']);
const TABLE = new Set([...CODE, 'table', 'tableRow', 'tableCell']);

/** As a reader compares: without what nobody sees and with runs of blanks as one. */
function read(text: string): string {
  return text.replaceAll('\u200B', '').replaceAll(/\s+/gu, ' ').trim();
}

it('the corpus is as large as it should be, and hostile', () => {
  expect(new Set(HOSTILE).size).toBeGreaterThan(300);
  expect(HOSTILE.filter((text) => liveIn(text, PARAGRAPH).length > 0).length).toBeGreaterThan(150);
});

describe.each(HOSTILE.map((text) => [text.slice(0, 60), text] as const))('%j', (_, text) => {
  it('is dead as prose, and reads as it was written', () => {
    const prose = markdownProse(text);
    expect(liveIn(prose, PARAGRAPH)).toEqual([]);
    expect(read(textIn(prose))).toBe(read(plainText(text)));
  });

  it('is dead as a code span, and reads as it was written', () => {
    const code = markdownCode(text);
    expect(liveIn(`a ${code} b`, CODE)).toEqual([]);
    expect(read(textIn(code))).toBe(read(plainText(text)) || '—');
  });

  it('is dead as a block of code', () => {
    expect(liveIn(markdownBlock(text, 20_000), BLOCK)).toEqual([]);
  });

  it('stays in its cell', () => {
    const table = markdownTable(
      ['a', 'b', 'c'],
      [
        ['x', markdownProse(text), 'y'],
        ['x', codeCell(text), 'y'],
      ],
    );
    expect(liveIn(table, TABLE)).toEqual([]);
    const rows = [...nodesOf(parseMarkdown(table))].filter((node) => node.type === 'tableRow');
    expect(rows.map(({ children }) => children.length)).toEqual([3, 3, 3]);
    expect(rows.slice(1).map(({ children }) => textIn(table.split('\n')[2] ?? '') !== '' && children.length)).toEqual([
      3, 3,
    ]);
  });
});

describe('text that is too long', () => {
  it('is cut in a block where it says so', () => {
    expect(markdownBlock('x'.repeat(30), 10)).toBe('```text\nxxxxxxxxxx\n… 20 characters more\n```');
  });

  it('loses whole parts of a document, never half of one, and says how many', () => {
    const parts = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
    expect(fittingParts(parts, 1_000)).toBe(parts.join('\n\n'));
    expect(fittingParts(parts, 110)).toBe(`${'a'.repeat(40)}\n\n_2 of 3 parts are left out here: they do not fit._`);
    expect(fittingParts(parts, 110).length).toBeLessThanOrEqual(110);
  });
});
