import { closestMatch } from 'leven';
import { steps } from './finding.ts';

const LONGEST_QUOTE = 60;
/** Control, bidi and other characters that don't show as themselves, and everything that looks like a plain letter. */
const NOT_PLAIN = /[^\x20-\x7e]/gu;

/** Text from a file as part of a message: in quotes, cut short, everything but plain ASCII spelled out. */
export function quote(text: string): string {
  const characters = Array.from(text);
  const cut = characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE).join('')}…` : text;
  return `"${cut.replaceAll(/["\\]/gu, String.raw`\$&`).replaceAll(NOT_PLAIN, spelledOut)}"`;
}

function spelledOut(character: string): string {
  if (character === '\n') return String.raw`\n`;
  return character === '…' ? character : `<${codePoint(character)}>`;
}

/** A character's name in Unicode, such as `U+202E`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A JSON pointer as people write it: `attestations.mfa.attestedAt`, `rules[0].name`; `the file` for all of it. */
export function named(pointer: string): string {
  const path = steps(pointer).map((step) => {
    if (/^\d+$/u.test(step)) return `[${step}]`;
    return /^[\w@.-]+$/u.test(step) && step.length <= LONGEST_QUOTE ? `.${step}` : `.${quote(step)}`;
  });
  return pointer === '' ? 'the file' : path.join('').replace(/^\./u, '');
}

/** The one of `candidates` that was probably meant; undefined where none comes near. */
export function didYouMean(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > LONGEST_QUOTE) return undefined;
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/gu, '');
  const same = candidates.find((candidate) => plain(candidate) === plain(text));
  const maxDistance = Math.max(1, Math.min(3, Math.floor(text.length / 3)));
  return (
    same ?? closestMatch(plain(text), candidates, { maxDistance }) ?? closestMatch(text, candidates, { maxDistance })
  );
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** An example value as one would write it on a line of YAML. */
export function asYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${asYaml(inner)}`)
      .join(', ')} }`;
  }
  if (typeof value === 'string') return /^[A-Za-z0-9][\w@.:/+ -]*$/u.test(value) ? value : `'${value}'`;
  return String(value);
}
