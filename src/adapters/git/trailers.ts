/** Names the push a commit came with; the adapter's own, and not told to anybody. */
export const PUSH_TRAILER = 'Push';

const TRAILER = /^([A-Za-z][A-Za-z0-9-]*): *(.*)$/;

/**
 * The trailers of a commit message: the last paragraph, where every line of it is a `Key: value` and a subject stands
 * before it. Keys stay as written; of a repeated key the last value counts.
 */
export function trailersOf(message: string): Trailers {
  return Object.fromEntries(pairsOf(message));
}

/** What begins the trailers about one request. */
const REQUEST = 'Request';

/**
 * The trailers for each request that a message is about, for one about several: what stands from one `Request` to the
 * next, and with it what stands before the first of them. Nothing where there are no trailers.
 */
export function trailersByRequest(message: string): readonly Trailers[] {
  const pairs = pairsOf(message);
  if (pairs.length === 0) return [];
  const starts = pairs.flatMap(([key], index) => (key === REQUEST ? [index] : []));
  if (starts.length < 2) return [Object.fromEntries(pairs)];
  const common = pairs.slice(0, starts[0]);
  return starts.map((from, index) => Object.fromEntries([...common, ...pairs.slice(from, starts[index + 1])]));
}

type Trailers = Readonly<Record<string, string>>;

function pairsOf(message: string): readonly (readonly [string, string])[] {
  const paragraphs = message
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return [];
  const pairs = (paragraphs.at(-1) ?? '').split('\n').map((line) => TRAILER.exec(line));
  if (pairs.includes(null)) return [];
  return pairs.map((pair) => [pair?.[1] ?? '', (pair?.[2] ?? '').trim()]);
}

/** A message with one more trailer, in the paragraph of the others where there are any. */
export function withTrailer(message: string, key: string, value: string): string {
  const separator = Object.keys(trailersOf(message)).length > 0 ? '\n' : '\n\n';
  return `${message.trimEnd()}${separator}${key}: ${value}\n`;
}
