/** Names the push a commit came with; the adapter's own, and not told to anybody. */
export const PUSH_TRAILER = 'Push';

const TRAILER = /^([A-Za-z][A-Za-z0-9-]*): *(.*)$/;

/**
 * The trailers of a commit message: the last paragraph, where every line of it is a `Key: value` and a subject stands
 * before it. Keys stay as written; of a repeated key the last value counts.
 */
export function trailersOf(message: string): Readonly<Record<string, string>> {
  const paragraphs = message
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return {};
  const pairs = (paragraphs.at(-1) ?? '').split('\n').map((line) => TRAILER.exec(line));
  if (pairs.includes(null)) return {};
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', (pair?.[2] ?? '').trim()]));
}

/** A message with one more trailer, in the paragraph of the others where there are any. */
export function withTrailer(message: string, key: string, value: string): string {
  const separator = Object.keys(trailersOf(message)).length > 0 ? '\n' : '\n\n';
  return `${message.trimEnd()}${separator}${key}: ${value}\n`;
}
