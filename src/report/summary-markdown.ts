/**
 * Text from anywhere as a code span of GitHub's Markdown. Every character that could mean something to any of the parsers
 * on the way is an entity, and inside of `code` nothing is taken for a mention, a reference or a link.
 */
export function codeSpan(text: string): string {
  const spelled = text.replaceAll(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
  return `<code>${spelled}</code>`;
}

/** A block of code whose fence is longer than any in the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}\n`;
}

/** A table whose cells are Markdown already. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Prints a table within so many bytes; rows that do not fit are counted, not hidden. */
export function renderTable({ header, rows }: Table, bytes: number): string {
  const lines = [line(header), line(header.map(() => '---'))];
  let left = bytes - byteLength(lines.join('')) - ROOM_FOR_REMARK;
  for (const [index, row] of rows.entries()) {
    const text = line(row);
    left -= byteLength(text);
    if (left < 0)
      return `${lines.join('')}\n${rows.length - index} of ${rows.length} rows left out: they do not fit here.\n`;
    lines.push(text);
  }
  return lines.join('');
}

const ROOM_FOR_REMARK = 200;

/** How much room a text takes in a file. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
