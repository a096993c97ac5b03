import type { Attention } from '../../../src/reconcile/types.ts';
import type { Stage } from './stage.ts';

/** A threat played with real git history, and what the product has to make of it. */
export interface PlayedThreat {
  /** The request's and the mailbox's name. */
  readonly name: string;
  readonly threat: string;
  readonly phase: 'Denied' | 'Pending' | 'Unblocked' | 'Invalid';
  /** What the exit code is made of: `unreachable` is exit 3. */
  readonly attention: Attention;
  /** A piece of the reason that a person is given. */
  readonly says: string;
  readonly play: (stage: Stage) => Promise<void>;
}

type Told = Pick<PlayedThreat, 'says'> & Partial<Pick<PlayedThreat, 'attention'>>;

/** A threat that is turned down for good. */
export function denied(name: string, threat: string, says: string, play: PlayedThreat['play']): PlayedThreat {
  return { name, threat, phase: 'Denied', attention: 'refused', says, play };
}

/** Something that looks like a threat and is none, or a brake that was let go. */
export function harmless(name: string, threat: string, play: PlayedThreat['play']): PlayedThreat {
  return { name, threat, phase: 'Unblocked', attention: 'none', says: '', play };
}

/** A threat that waits, for people (`none`) or because something could not be found out (`unreachable`). */
export function waits(
  name: string,
  threat: string,
  { says, attention = 'unreachable' }: Told,
  play: PlayedThreat['play'],
): PlayedThreat {
  return { name, threat, phase: 'Pending', attention, says, play };
}
