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
