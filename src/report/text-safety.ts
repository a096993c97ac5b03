/** Every character that does not show as itself: control, format (bidi among them), line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Joiners that ordinary words and emoji need. */
const JOINERS: ReadonlySet<string> = new Set(['\u200C', '\u200D']);

/**
 * Text from anywhere as one line for a terminal or a log: line breaks and tabs are spaces, what would not show is
 * spelled out, and no runner takes any of it for a workflow command.
 */
export function plainText(text: string): string {
  return withoutCommands(text.replaceAll(/\s*[\r\n]\s*|\t/gu, ' ').replaceAll(UNSEEN, spelledOut));
}

function spelledOut(character: string): string {
  if (JOINERS.has(character)) return character;
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Text whose columns must stay where they are: each character that would not show becomes one replacement character,
 * or a space where it is a tab.
 */
export function inColumns(text: string): string {
  return text.replaceAll(UNSEEN, (character) => (character === '\t' ? ' ' : '\uFFFD'.repeat(character.length)));
}

/**
 * Breaks both spellings of a workflow command, `::name::` at the start of a line and `##[name]` anywhere in it
 * (actions/runner, src/Runner.Common/ActionCommand.cs).
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(/:(?=:)/gu, ': ').replaceAll('##[', '## [');
}

/** A value of a workflow command's property (`file=…`), escaped as the runner unescapes it. */
export function commandProperty(text: string): string {
  return commandMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The message of a workflow command, escaped as the runner unescapes it; it stays on its line. */
export function commandMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A JSON document as text, in which nothing is invisible and no runner finds a workflow command. */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value, undefined, 2);
  const visible = json.replaceAll(UNSEEN, (character) => (character === '\n' ? character : escaped(character)));
  return `${visible.replaceAll('##[', String.raw`##\u005b`)}\n`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** Splits what GitHub would make a link, a mention or a reference of (commits: from seven digits on); nobody sees it. */
const BREAK = '\u200B';
const MARKUP = /[\\`*_{}[\]()<>#+\-!~&$=^"']/gu;

/**
 * Text from anywhere as prose in GitHub's Markdown, also in a table's cell: it reads as it was written, and nothing in it
 * formats, links, mentions, refers, closes an issue or is HTML.
 */
export function markdownProse(text: string): string {
  return plainText(text)
    .trim()
    .replaceAll(MARKUP, String.raw`\$&`)
    .replaceAll('|', '&#124;')
    .replaceAll(/@(?=\S)/gu, `@${BREAK}`)
    .replaceAll(/:(?=\/)/gu, `:${BREAK}`)
    .replaceAll(/\bwww(?=\.)/giu, `$&${BREAK}`)
    .replaceAll(/(?<=\\#)(?=\w)/gu, BREAK)
    .replaceAll(/\bGH(?=\\-\d)/giu, `$&${BREAK}`)
    .replaceAll(/[0-9a-f]{7,}/giu, (run) => run.replaceAll(/.{6}(?=.)/gu, `$&${BREAK}`))
    .replaceAll(/^(\d{1,9})([.)])/gu, String.raw`$1\$2`);
}

/** The same as a code span. In a table's cell use {@link codeCell}: there a code span can't hold every text. */
export function markdownCode(text: string): string {
  const plain = withoutMarkers(plainText(text));
  if (plain.trim() === '') return '—';
  const fence = '`'.repeat(longestRun(plain) + 1);
  const pad = /^[` ]|[` ]$/u.test(plain) ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** A code span for a table's cell; text with a pipe in it becomes prose, as no escape works in both at once. */
export function codeCell(text: string): string {
  return text.includes('|') ? markdownProse(text) : markdownCode(text);
}

/** Text of many lines as a fenced block, cut honestly at `limit` characters. */
export function markdownBlock(text: string, limit: number): string {
  const lines = text
    .split(/\r\n|[\r\n]/u)
    .map((line) => withoutCommands(line.replaceAll('\t', '  ').replaceAll(UNSEEN, spelledOut)));
  const shown = withoutMarkers(lines.join('\n'));
  const cut =
    shown.length > limit ? `${shown.slice(0, limit).toWellFormed()}\n… ${shown.length - limit} characters more` : shown;
  const fence = '`'.repeat(Math.max(3, longestRun(cut) + 1));
  return `${fence}text\n${cut}\n${fence}`;
}

/** A comment is known by its marker, `<!-- … -->`, which is looked for in its source: code may not hold one either. */
function withoutMarkers(text: string): string {
  return text.replaceAll('<!--', `<!${BREAK}--`);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
}

/** A table of cells that are Markdown already, each made by one of the functions here. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Whole parts of a document, in order, as many as fit `limit` characters: markup is never cut in two. What is left out is
 * said at the end.
 */
export function fittingParts(parts: readonly string[], limit: number): string {
  const whole = parts.join('\n\n');
  if (whole.length <= limit) return whole;
  const note = (left: number): string => `_${left} of ${parts.length} parts are left out here: they do not fit._`;
  const kept: string[] = [];
  let length = note(parts.length).length;
  for (const part of parts) {
    length += part.length + 2;
    if (length > limit) break;
    kept.push(part);
  }
  return [...kept, note(parts.length - kept.length)].join('\n\n');
}
