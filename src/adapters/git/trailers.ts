/** Names the push a commit came with; the adapter's own, and not told to anybody. */
export const PUSH_TRAILER = 'Push';

const TRAILER = /^([A-Za-z][A-Za-z0-9-]*): *(.*)\r?$/;
const BLANK = /^[ \t]*\r?$/;

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
  const first = pairs.findIndex(([key]) => key === REQUEST);
  const common = Object.fromEntries(pairs.slice(0, Math.max(0, first)));
  if (first === -1) return pairs.length === 0 ? [] : [Object.fromEntries(pairs)];
  const told: Record<string, string>[] = [];
  for (const [key, value] of pairs.slice(first)) {
    if (key === REQUEST) told.push({ ...common });
    const last = told.at(-1);
    if (last) last[key] = value;
  }
  return told;
}

/** Trailers by their keys. */
export type Trailers = Readonly<Record<string, string>>;

/** Read from the end, line by line: one message may tell of a hundred thousand requests. */
function pairsOf(message: string): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let end = message.trimEnd().length; end > 0;) {
    const start = message.lastIndexOf('\n', end - 1) + 1;
    const line = message.slice(start, end);
    if (BLANK.test(line)) return start === 0 ? [] : pairs.toReversed();
    const [, key, value = ''] = TRAILER.exec(line) ?? [];
    if (key === undefined) return [];
    if (key !== PUSH_TRAILER) pairs.push([key, value.trim()]);
    end = start - 1;
  }
  return [];
}

/** A message with one more trailer, in the paragraph of the others where there are any. */
export function withTrailer(message: string, key: string, value: string): string {
  const separator = Object.keys(trailersOf(message)).length > 0 ? '\n' : '\n\n';
  return `${message.trimEnd()}${separator}${key}: ${value}\n`;
}
