import type { Colours } from './colours.ts';
import { driftLines, type DriftText } from './drift-text.ts';
import { paintPhase, type ReportedPhase } from './phase-colour.ts';
import { plainText } from './text-safety.ts';

/** What a run has to say, as far as text needs it. */
export interface ReconcileReport {
  readonly results: readonly {
    readonly id: string;
    readonly phase: ReportedPhase;
    readonly changed: boolean;
    readonly reason: string;
  }[];
  readonly drift: readonly DriftText[];
}

/** A table of what became of each request, then the drift that was seen. */
export function renderReconcile({ results, drift }: ReconcileReport, colours: Colours): string {
  if (results.length === 0 && drift.length === 0) return 'Nothing to do: every request is settled.\n';
  const width = Math.max(0, ...results.map(({ id }) => plainText(id).length));
  const rows = results.map(({ id, phase, changed, reason }) => {
    const name = plainText(id).padEnd(width);
    const mark = changed ? ' ' : colours.dim('=');
    return `${mark} ${name}  ${paintPhase(phase, colours)}  ${colours.dim(plainText(reason))}`;
  });
  return `${[...rows, ...driftLines(drift, colours)].join('\n')}\n`;
}
