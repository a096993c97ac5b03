import type { Overview } from '../overview/overview.ts';
import type { EarlierUnblock } from '../overview/unblock-history.ts';
import type { Timestamp } from '../support/timestamp.ts';
import type { Colours } from './colours.ts';
import { distanceText, momentText, spanText } from './durations-text.ts';

/** Most marks that are drawn: a cap above that is told in numbers alone. */
const MOST_MARKS = 20;
/** Most unblocks that are listed. */
const MOST_LISTED = 5;

/** How often the account was unblocked, and what the policy's cap leaves. */
export function unblockLines({ unblocks }: Overview, now: Timestamp, colours: Colours): readonly string[] {
  if (unblocks === null) return [colours.yellow('? not known: the records could not be read')];
  const { cap, earlier } = unblocks;
  const { count, used, left, nextAt, withinMs } = cap;
  const paint = left === 0 ? colours.red : left === 1 ? colours.yellow : colours.green;
  const marks = count > MOST_MARKS ? '' : `${'●'.repeat(Math.min(used, count))}${'○'.repeat(left)}  `;
  const next =
    nextAt === null
      ? `${left} left`
      : `none left before ${momentText(nextAt)}, ${distanceText(nextAt, now)}: until then a request is denied`;
  return [
    `${paint(marks)}${used} of ${count} within ${spanText(withinMs)}, ${paint(next)}`,
    ...earlier.slice(0, MOST_LISTED).map((one) => `${momentText(one.at)}  ${distanceText(one.at, now)}${told(one)}`),
    ...(earlier.length > MOST_LISTED ? [`and ${earlier.length - MOST_LISTED} more within a year`] : []),
    colours.dim(
      'Microsoft has a cap of its own, whose number is not public; beyond it only Microsoft Support unblocks.',
    ),
  ];
}

function told({ outside, restriction }: EarlierUnblock): string {
  if (outside) return ', noticed then: lifted outside, as in the portal';
  return restriction === null ? '' : `, of the restriction of ${momentText(restriction)}`;
}
