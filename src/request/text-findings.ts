import { child, type Finding } from './finding.ts';
import { codePoint, named } from './wording.ts';

/** What may stand nowhere in a file, comments included: control characters (line breaks and tabs aside) and bidi ones. */
const NEVER_IN_FILE = /\r(?!\n)|[^\P{Cc}\n\r\t]|[\p{Bidi_Control}\u2028\u2029]/gu;
/** What may not stand in a text: the same, tabs, and halves of characters, which only an escape can write. */
const NEVER_IN_TEXT = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Cs}\u2028\u2029]/u;

/** The first such character of every place of the raw text; `at` names what stands around an offset. */
export function findInFile(text: string, at: (offset: number) => string): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const { 0: character, index } of text.matchAll(NEVER_IN_FILE)) {
    const pointer = at(index);
    const place = pointer === '' ? `line ${text.slice(0, index).split('\n').length}` : pointer;
    if (!findings.has(place)) findings.set(place, finding(pointer, character, index));
    if (findings.size === MOST_IN_FILE) break;
  }
  return [...findings.values()];
}

/** A file with more of them was not made by a slip, and nobody reads on. */
const MOST_IN_FILE = 20;

/** Every text of the data that holds a control or bidi character, however it was written. */
export function findInTexts(value: unknown, pointer = ''): readonly Finding[] {
  if (typeof value === 'string') {
    const [character] = NEVER_IN_TEXT.exec(value) ?? [];
    return character === undefined ? [] : [finding(pointer, character)];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => findInTexts(inner, child(pointer, key)));
}

function finding(pointer: string, character: string, offset?: number): Finding {
  const where = pointer === '' ? 'this line' : named(pointer);
  return {
    pointer,
    ...(offset === undefined ? {} : { offset }),
    message: `${where} holds ${nameOf(character)} (${codePoint(character)})`,
    hint: 'Remove it: what a reviewer sees has to be what is there.',
  };
}

function nameOf(character: string): string {
  if (character === '\t') return 'a tab';
  if (/\p{Bidi_Control}/u.test(character)) return 'a bidi character, which can reorder the text around it';
  return 'a control character';
}
