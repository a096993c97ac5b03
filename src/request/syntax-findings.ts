import type { Document, ErrorCode, LineCounter } from 'yaml';
import type { Finding } from './finding.ts';

const MOST = 10;

/** What the parser could not make sense of, once a line: one slip of the pen makes it stumble many times. */
export function syntaxFindings({ errors }: Document.Parsed, lines: LineCounter): readonly Finding[] {
  if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return [TOO_DEEP];
  const seen = new Set<number>();
  return errors.flatMap(({ code, message, pos: [offset] }) => {
    const { line } = lines.linePos(offset);
    if (code === 'MULTIPLE_DOCS' || seen.has(line) || seen.size === MOST) return [];
    seen.add(line);
    const known = KNOWN[code];
    return [
      {
        pointer: '',
        offset,
        message: `this is not YAML: ${known?.says ?? message}`,
        hint: known?.hint ?? 'Correct the line; compare it with an example.',
      },
    ];
  });
}

/** The parser recurses, so thousands of brackets exhaust its stack; how many depends on the machine. */
const TOO_DEEP: Finding = {
  pointer: '',
  message: 'this is nested too deeply to be read',
  hint: 'Nothing in this kind of file goes that deep: check the brackets and the indentation.',
};

/** The parser's words are for people who know its grammar; these are for people who write requests. */
const KNOWN: Readonly<Partial<Record<ErrorCode, { readonly says: string; readonly hint: string }>>> = {
  BAD_INDENT: {
    says: 'the indentation is off, or a bracket is not closed',
    hint: 'Indent the lines that belong together alike, with spaces, and close every bracket.',
  },
  BAD_SCALAR_START: {
    says: 'a value cannot begin with this character',
    hint: 'Put the value in quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    says: 'a second colon on one line, or a value after which another one begins',
    hint: 'Put a value that holds a colon and a space in quotes.',
  },
  MISSING_CHAR: {
    says: 'a quote, a comma or a colon is missing',
    hint: 'Close every quote, separate what stands in brackets with commas, and write a colon and a space after a key.',
  },
  MULTILINE_IMPLICIT_KEY: {
    says: 'this is no key, for no colon follows it on its line',
    hint: 'Write a colon and a space after a key, and begin a text of several lines with >-.',
  },
  TAB_AS_INDENT: {
    says: 'a tab indents this line',
    hint: 'Indent with spaces.',
  },
  UNEXPECTED_TOKEN: {
    says: 'something stands here that does not belong',
    hint: 'Remove it, or put the whole value in quotes.',
  },
};
