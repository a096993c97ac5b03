/** A fault planted in a source: what is looked for there, exactly once, and what stands there instead. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** A seed that shows it. */
  readonly seed: number;
}
