import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** One piece of drift, as far as text needs it. */
export interface DriftText {
  readonly kind: string;
  readonly entity: string | null;
  readonly id: string | null;
  readonly message: string;
}

/** A line for each piece of drift, what it is about in one column. */
export function driftLines(drift: readonly DriftText[], colours: Colours): readonly string[] {
  const kindWidth = Math.max(0, ...drift.map(({ kind }) => kind.length));
  const width = Math.max(0, ...drift.map((one) => aboutOf(one).length));
  return drift.map((one) => {
    const what = `${one.kind.padEnd(kindWidth)}  ${aboutOf(one).padEnd(width)}`;
    return `${colours.yellow('!')} ${what}  ${colours.dim(plainText(one.message))}`;
  });
}

function aboutOf({ entity, id }: DriftText): string {
  return plainText(entity ?? id ?? 'drift.json');
}
