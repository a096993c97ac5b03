import { assertNever } from '../support/assert-never.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** What came of deciding one record again, as far as text needs it. */
export interface ReplayedText {
  readonly id: string;
  readonly phase: string | null;
  readonly verdict: 'same' | 'different' | 'nothing';
  readonly differences: readonly { readonly at: string; readonly recorded: unknown; readonly replayed: unknown }[];
}

/** A line for each record, and below it each place in which it differs. */
export function renderReplay(replayed: readonly ReplayedText[], colours: Colours): string {
  if (replayed.length === 0) return 'There are no records yet.\n';
  const width = Math.max(...replayed.map(({ id }) => plainText(id).length));
  const phaseWidth = Math.max(...replayed.map(({ phase }) => (phase ?? DAMAGED).length));
  const lines = replayed.flatMap(({ id, phase, verdict, differences }) => [
    `${plainText(id).padEnd(width)}  ${(phase ?? DAMAGED).padEnd(phaseWidth)}  ${said(verdict, colours)}`,
    ...differences.flatMap(({ at, recorded, replayed: again }) => [
      `  ${at === '' ? '/' : plainText(at)}`,
      `    ${colours.red('-')} ${shown(recorded)}`,
      `    ${colours.green('+')} ${shown(again)}`,
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

const DAMAGED = 'damaged';

function said(verdict: ReplayedText['verdict'], colours: Colours): string {
  switch (verdict) {
    case 'same':
      return colours.green('same');
    case 'nothing':
      return colours.dim('nothing to replay: it holds no decision');
    case 'different':
      return colours.red('differs: - as recorded, + as decided again');
    default:
      return assertNever(verdict);
  }
}

function shown(value: unknown): string {
  return plainText(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
}
