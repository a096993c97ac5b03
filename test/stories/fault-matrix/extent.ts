import type { Call, Cell } from './cell.ts';

/** Every fault on every call takes many minutes: `npm run fault-matrix` asks for it, and `npm test` for a part. */
export const WHOLE = process.env['FAULT_MATRIX'] === 'whole';

/** What is played of some calls' cells: all; or every fault on a call in its turn, and everything that meets a remove. */
export function playedOf(cells: readonly Cell[], calls: readonly Call[], faults: readonly string[]): readonly Cell[] {
  if (WHOLE) return cells;
  return cells.filter(
    ({ call, fault }) =>
      (call.system === 'exchange' && call.purpose === 'removing') ||
      (faults.indexOf(fault) + calls.indexOf(call)) % calls.length === 0,
  );
}

/**
 * Which faults so many calls meet in each of several rounds: all of them the same one, until each has met each; or each
 * another one, until all faults were met.
 */
export function roundsOf(faults: readonly string[], callCount: number): readonly (readonly string[])[] {
  const calls = Array.from({ length: callCount }, (_, index) => index);
  if (WHOLE) return faults.map((fault) => calls.map(() => fault));
  const rounds = Array.from({ length: Math.ceil(faults.length / callCount) }, (_, index) => index);
  return rounds.map((round) => calls.map((call) => faults[(round * callCount + call) % faults.length] ?? ''));
}

/** What one call meets that is played by itself: every fault, or one of so many. */
export function someOf(faults: readonly string[], oneOf: number): readonly string[] {
  return WHOLE ? faults : faults.filter((_, index) => index % oneOf === 0);
}
