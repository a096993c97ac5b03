import type { Random } from './random.ts';

/** How likely each kind of trouble is, per occasion. Everything outside a story's quiet end draws from this. */
export interface Faults {
  /** A question to git, GitHub or the directory is not answered. */
  readonly silence: number;
  /** A question to GitHub or the tenant lacks a right. */
  readonly missingRight: number;
  /** An answer takes seconds; one in ten of them takes most of a minute. */
  readonly slow: number;
  /** The connection of a push breaks, before or after it took effect. */
  readonly brokenPush: number;
  /** A list of restricted entities lacks something. */
  readonly incompleteList: number;
  /** A remove is answered unclearly, with effect or without, at once or much later. */
  readonly unclearRemove: number;
  /** A remove is not taken: too many requests, a missing right, a definite refusal. */
  readonly untakenRemove: number;
  /** A remove is accepted and nothing happens. */
  readonly idleRemove: number;
  /** What was lifted lingers on the lists for up to this long. */
  readonly lingersMs: number;
  /** A run dies at any await. */
  readonly crash: number;
  /** A run dies around a push or a remove, before or after it takes effect. */
  readonly crashAtWrite: number;
  /** A run stands still for minutes, somewhere. */
  readonly sleep: number;
  /** A run stands still around a push or a remove. */
  readonly sleepAtWrite: number;
  /** Runs' clocks are this far off at most. */
  readonly skewMs: number;
  /** A run's wall clock jumps. */
  readonly clockJump: number;
  /** GitHub says of a living run that it has ended. */
  readonly falselyEnded: number;
  /** The worst happens right when a claim was pushed. */
  readonly provoked: number;
  /** An entity is restricted again after it was unblocked. */
  readonly restrictedAgain: number;
}

/** No trouble at all. */
export const NO_FAULTS: Faults = {
  silence: 0,
  missingRight: 0,
  slow: 0,
  brokenPush: 0,
  incompleteList: 0,
  unclearRemove: 0,
  untakenRemove: 0,
  idleRemove: 0,
  lingersMs: 0,
  crash: 0,
  crashAtWrite: 0,
  sleep: 0,
  sleepAtWrite: 0,
  skewMs: 0,
  clockJump: 0,
  falselyEnded: 0,
  provoked: 0,
  restrictedAgain: 0,
};

/**
 * The trouble of one story. Each kind is left out of half of the stories, so that what one kind would hide is seen in
 * the stories without it.
 */
export function drawFaults(random: Random): Faults {
  const some = (most: number): number => (random.chance(0.5) ? random.between(0, most) : 0);
  const often = (most: number): number => (random.chance(0.7) ? random.between(0, most) : 0);
  return {
    silence: some(0.04),
    missingRight: some(0.02),
    slow: some(0.15),
    brokenPush: some(0.4),
    incompleteList: often(0.5),
    unclearRemove: often(0.9),
    untakenRemove: some(0.4),
    idleRemove: some(0.2),
    lingersMs: random.chance(0.3) ? 300_000 : some(30_000),
    crash: some(0.5),
    crashAtWrite: some(0.3),
    sleep: some(0.5),
    sleepAtWrite: some(0.3),
    skewMs: random.chance(0.4) ? 240_000 : 2_000,
    clockJump: some(0.3),
    falselyEnded: some(0.5),
    provoked: some(0.8),
    restrictedAgain: some(0.8),
  };
}
