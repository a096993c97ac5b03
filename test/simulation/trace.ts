/** What happened, in order: a fingerprint always, and the lines themselves where somebody wants to read them. */
export interface Trace {
  line(atMs: number, who: string, what: string): void;
  fingerprint(): string;
  readonly lines: readonly string[];
}

/** Starts a trace. Without `kept` only the fingerprint and the count are there. */
export function startTrace(kept: boolean): Trace {
  const lines: string[] = [];
  let low = 0x811c9dc5;
  let high = 0x01000193;
  const mix = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995) + low;
    }
  };
  return {
    lines,
    line: (atMs, who, what) => {
      mix(`${atMs} ${who} ${what}`);
      if (kept) lines.push(`${clockFace(atMs)}  ${who.padEnd(14)} ${what}`);
    },
    fingerprint: () => [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
  };
}

/** Simulated time as people read it: minutes, seconds and milliseconds since the story began. */
function clockFace(atMs: number): string {
  const sign = atMs < 0 ? '-' : ' ';
  const ms = Math.round(Math.abs(atMs));
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${sign}${two(ms / 60_000)}:${two((ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, '0')}`;
}
