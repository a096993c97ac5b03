import { plainText } from './text-safety.ts';

/** One cell of a table: foreign text, and how it is coloured once it stands in its column. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Lines whose cells stand below each other, two blanks apart. Text in cells is made safe here. */
export function inAlignedColumns(rows: readonly (readonly Cell[])[]): readonly string[] {
  const safe = rows.map((row) => row.map(({ text, paint }) => ({ text: plainText(text), paint })));
  const widths: number[] = [];
  for (const row of safe) {
    for (const [index, { text }] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, text.length);
  }
  return safe.map((row) =>
    row
      .map(({ text, paint }, index) => {
        const padding = index === row.length - 1 ? '' : ' '.repeat((widths[index] ?? 0) - text.length);
        return `${paint && text !== '' ? paint(text) : text}${padding}`;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** At most this many characters, with … for what was cut off; a text that fits is left alone. */
export function cutTo(length: number, text: string): string {
  const characters = Array.from(text);
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
