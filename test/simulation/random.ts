/** A stream of chance that a seed repeats exactly. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** Any number from `from` up to `to`. */
  between(from: number, to: number): number;
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** A stream of its own, so that what one part draws does not move what another part gets. */
  fork(): Random;
}

/** The stream of a seed (splitmix32). */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
  const between = (from: number, to: number): number => from + next() * (to - from);
  const int = (from: number, to: number): number => Math.floor(between(from, to + 1));
  return {
    next,
    between,
    int,
    chance: (probability) => next() < probability,
    pick: ([first, ...rest]) => {
      const index = int(0, rest.length);
      return index === 0 ? first : (rest[index - 1] ?? first);
    },
    fork: () => randomOf(int(0, 0xffff_ffff)),
  };
}
