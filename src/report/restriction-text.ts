import type { Lifting } from '../overview/lifting.ts';
import type { Overview } from '../overview/overview.ts';
import type { Restriction } from '../ports/exchange.ts';
import { entityName } from '../request/entity.ts';
import { assertNever } from '../support/assert-never.ts';
import type { Timestamp } from '../support/timestamp.ts';
import type { Colours } from './colours.ts';
import { inAlignedColumns, type Cell } from './columns.ts';
import { distanceText, momentText } from './durations-text.ts';
import { labelledFigures, REASON_KINDS, unlabelled } from './reason-text.ts';

/** What each row of an account says, the one that counts first, and whether it lifts by itself. */
export function restrictionLines({ rows, lifting }: Overview, now: Timestamp, colours: Colours): readonly string[] {
  const table = rows.flatMap((row, index): Cell[][] => [
    ...(index === 0 ? [] : [[{ text: '' }]]),
    ...rowCells(row, now, colours),
    ...(index === 0 && lifting
      ? [[{ text: 'lifts' }, { text: liftingText(lifting, now), paint: liftingPaint(lifting, colours) }]]
      : []),
    ...reasonCells(row, colours),
    ...unreadCells(row, colours),
  ]);
  return inAlignedColumns(table);
}

function rowCells(
  { entity, createdAt, changedAt, unreadableTime, connector }: Restriction,
  now: Timestamp,
  colours: Colours,
): Cell[][] {
  const changed = unreadableTime || changedAt !== undefined;
  return [
    [{ text: 'entity' }, { text: entityName(entity) }],
    ...(connector?.name === undefined ? [] : [[{ text: 'name' }, { text: connector.name }]]),
    [{ text: 'created' }, timeCell(createdAt, now, colours)],
    ...(changed ? [[{ text: 'changed' }, timeCell(changedAt, now, colours)]] : []),
  ];
}

function timeCell(at: Timestamp | undefined, now: Timestamp, { yellow }: Colours): Cell {
  if (at === undefined) return { text: '? no time that can be read', paint: yellow };
  return { text: `${momentText(at)}  ${distanceText(at, now)}` };
}

function reasonCells({ reason }: Restriction, { bold, dim }: Colours): Cell[][] {
  const figures = labelledFigures(reason);
  const width = Math.max(0, ...figures.map(([label]) => label.length));
  const rest = figures.length === 0 ? reason.raw.trim() || 'Microsoft gives none' : unlabelled(reason);
  return [
    [{ text: 'reason' }, { text: REASON_KINDS[reason.kind], paint: bold }],
    ...figures.map(([label, value]): Cell[] => [{ text: '' }, { text: `${label.padEnd(width)}  ${value}` }]),
    ...(rest === '' ? [] : [[{ text: '' }, { text: rest, paint: dim }]]),
  ];
}

/** What stands in the row where something readable should. */
function unreadCells({ unread = {} }: Restriction, { yellow }: Colours): Cell[][] {
  const said = Object.entries(unread).map(([name, value]) => `${name} says ${JSON.stringify(value)}`);
  return said.map((text, index) => [{ text: index === 0 ? 'unread' : '' }, { text, paint: yellow }]);
}

function liftingText(lifting: Lifting, now: Timestamp): string {
  switch (lifting.kind) {
    case 'byItself':
      if (lifting.at === null) return 'by itself, at a midnight UTC that is not known: the row has no readable time';
      return lifting.overdue
        ? `by itself at ${momentText(lifting.at)}, which is over: it should be gone, and is still listed`
        : `by itself at ${momentText(lifting.at)}, ${distanceText(lifting.at, now)}: waiting costs no unblock`;
    case 'stays':
      return 'not by itself: somebody has to unblock it';
    case 'notSaid':
      return lifting.expiresAt === null
        ? 'not known: the row does not say'
        : `not known: the row names ${momentText(lifting.expiresAt)} as its expiry, and what that does is not documented`;
    default:
      return assertNever(lifting);
  }
}

function liftingPaint(lifting: Lifting, { green, yellow }: Colours): (text: string) => string {
  return lifting.kind === 'byItself' && lifting.at !== null && !lifting.overdue ? green : yellow;
}
