import { isUtf8 } from 'node:buffer';
import { problemOfFile } from './finding.ts';
import type { Problem } from './problem.ts';

/** The most bytes a file may have. */
export const MAX_BYTES = 64 * 1024;

/** A file's text without its byte order mark, or why there is none. */
export type Decoded = { readonly text: string } | { readonly problem: Problem };

/** Decodes UTF-8 and nothing else. Never throws. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_BYTES) return { problem: tooLarge() };
  if (!isUtf8(bytes)) return { problem: notUtf8(bytes) };
  return { text: new TextDecoder('utf-8').decode(bytes) };
}

/** What is wrong with a file of more than {@link MAX_BYTES}. */
export function tooLarge(): Problem {
  return problemOfFile('the file is larger than 64 KiB', 'Shorten it: a file of this kind needs a few lines of text.');
}

function notUtf8(bytes: Uint8Array): Problem {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16)
    return problemOfFile('the file is saved as UTF-16, not as UTF-8', 'Save it again with the encoding UTF-8.');
  return {
    ...firstBadByte(bytes),
    pointer: '',
    message: 'this is not UTF-8 text',
    hint: 'Save the file with the encoding UTF-8, and type the character at this place again.',
  };
}

/** A line feed is never part of a longer character, so each line can be judged alone. */
function firstBadByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    const current = bytes.subarray(start, end);
    if (!isUtf8(current)) return { line, column: new TextDecoder().decode(current).indexOf('\uFFFD') + 1 };
    if (found < 0) return { line, column: 1 };
    line += 1;
    start = end + 1;
  }
}
