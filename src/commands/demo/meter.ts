const WIDTH = 24;
const REDRAW_MS = 80;

/** Draws a bar that fills as a count grows, on a terminal only; the returned function takes it away. */
export function meter(out: (text: string) => void, count: () => number): () => void {
  if (!process.stdout.isTTY) return () => undefined;
  const draw = (): void => {
    const filled = Math.min(WIDTH, Math.round(WIDTH * (1 - Math.exp(-count() / 40))));
    out(`\r  ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${count()} requests`);
  };
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    out(`\r${' '.repeat(WIDTH + 24)}\r`);
  };
}
