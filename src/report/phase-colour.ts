import { assertNever } from '../support/assert-never.ts';
import type { Colours } from './colours.ts';

/** A phase as reports name it; `Invalid` is what a file is called that no request can be read from. */
export type ReportedPhase =
  'Pending' | 'Applying' | 'Unblocked' | 'NotRestricted' | 'Denied' | 'Expired' | 'Failed' | 'Withdrawn' | 'Invalid';

const PHASE_WIDTH = 'NotRestricted'.length;

/** A phase in its colour, padded so that what follows it stands in one column. */
export function paintPhase(phase: ReportedPhase, colours: Colours): string {
  const text = phase.padEnd(PHASE_WIDTH);
  switch (phase) {
    case 'Unblocked':
      return colours.green(text);
    case 'NotRestricted':
    case 'Withdrawn':
      return colours.blue(text);
    case 'Pending':
    case 'Applying':
      return colours.yellow(text);
    case 'Denied':
    case 'Expired':
    case 'Failed':
    case 'Invalid':
      return colours.red(text);
    default:
      return assertNever(phase);
  }
}
