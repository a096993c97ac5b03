import { assertNever } from '../support/assert-never.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** What a run has to say, as far as text needs it. */
export interface ReconcileReport {
  readonly results: readonly {
    readonly id: string;
    readonly phase: ReportedPhase;
    readonly changed: boolean;
    readonly reason: string;
  }[];
  readonly drift: readonly {
    readonly kind: string;
    readonly entity: string | null;
    readonly id: string | null;
    readonly message: string;
  }[];
}

type ReportedPhase =
  'Pending' | 'Applying' | 'Unblocked' | 'NotRestricted' | 'Denied' | 'Expired' | 'Failed' | 'Withdrawn' | 'Invalid';

/** A table of what became of each request, then the drift that was seen. */
export function renderReconcile({ results, drift }: ReconcileReport, colours: Colours): string {
  if (results.length === 0 && drift.length === 0) return 'Nothing to do: every request is settled.\n';
  const width = Math.max(0, ...results.map(({ id }) => plainText(id).length));
  const rows = results.map(({ id, phase, changed, reason }) => {
    const name = plainText(id).padEnd(width);
    const mark = changed ? ' ' : colours.dim('=');
    return `${mark} ${name}  ${paint(phase, colours)}  ${colours.dim(plainText(reason))}`;
  });
  const seen = drift.map(
    ({ kind, entity, id, message }) =>
      `! ${kind}  ${plainText(entity ?? id ?? '')}  ${colours.dim(plainText(message))}`,
  );
  return `${[...rows, ...seen].join('\n')}\n`;
}

const PHASE_WIDTH = 'NotRestricted'.length;

function paint(phase: ReportedPhase, colours: Colours): string {
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
