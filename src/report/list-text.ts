import type { EntityList } from '../observe/list-entities.ts';
import {
  COLUMNS,
  entitiesIn,
  type Column,
  type ListedEntity,
  type OpenRequest,
  type Selection,
} from '../overview/entity-list.ts';
import type { RestrictionReason } from '../ports/exchange.ts';
import { assertNever } from '../support/assert-never.ts';
import type { Colours } from './colours.ts';
import { inAlignedColumns, type Cell } from './columns.ts';
import { shortReason } from './reason-text.ts';
import { plainText } from './text-safety.ts';

/** A list as it is shown: which rows of it, why these, and how close together. */
export interface ShownList {
  readonly list: Pick<EntityList, 'observedAt' | 'tenants' | 'entities' | 'incomplete'>;
  readonly rows: readonly ListedEntity[];
  readonly selection: Selection;
  /** One line a row; otherwise a second one tells the reason. */
  readonly compact: boolean;
}

/** A table of restricted entities and a sentence that says what it is a table of. */
export function renderList(shown: ShownList, colours: Colours): string {
  const blocks = [...(shown.rows.length === 0 ? [] : [table(shown, colours)]), summary(shown, colours)];
  return `${blocks.join('\n\n')}\n`;
}

function table({ list, rows, selection, compact }: ShownList, colours: Colours): string {
  // Where only one tenant was asked its name says nothing.
  const columns = COLUMNS.filter((column) => column !== 'tenant' || list.tenants.length > 1);
  const [head = '', ...lines] = inAlignedColumns([
    columns.map((column) => heading(column, selection, colours)),
    ...rows.map((row) => columns.map((column) => cell(column, row, colours))),
  ]);
  if (compact) return [head, ...lines].join('\n');
  return [head, ...lines.map((line, index) => withDetails(line, rows[index], colours))].join('\n\n');
}

function heading(column: Column, { sort }: Selection, { bold }: Colours): Cell {
  const mark = column === sort.column ? (sort.descending ? ' ▼' : ' ▲') : '';
  return { text: `${column}${mark}`, paint: bold };
}

function cell(column: Column, row: ListedEntity, colours: Colours): Cell {
  switch (column) {
    case 'tenant':
      return { text: row.tenant };
    case 'entity':
      return { text: row.entity, paint: colours.bold };
    case 'type':
      return { text: row.type };
    case 'createdAt':
      return timeCell(row.createdAt, true, colours);
    case 'changedAt':
      return timeCell(row.changedAt, row.unreadableTime, colours);
    case 'temporary':
      return row.temporary === null ? unknownCell(colours) : { text: row.temporary ? 'yes' : 'no' };
    case 'reason':
      return { text: row.reason.kind, paint: kindPaint(row.reason.kind, colours) };
    case 'requests':
      return requestsCell(row.requests, colours);
    default:
      return assertNever(column);
  }
}

function timeCell(time: string | null, unreadable: boolean, colours: Colours): Cell {
  if (time !== null) return { text: `${time.slice(0, 'YYYY-MM-DDTHH:mm:ss'.length)}Z` };
  return unreadable ? unknownCell(colours) : { text: '–', paint: colours.dim };
}

function unknownCell({ yellow }: Colours): Cell {
  return { text: '?', paint: yellow };
}

function kindPaint(kind: RestrictionReason['kind'], { red, yellow, magenta, dim }: Colours): (text: string) => string {
  const paints = { outboundSpam: red, recipientLimit: yellow, connector: magenta, other: dim } as const;
  return paints[kind];
}

function requestsCell(requests: readonly OpenRequest[] | null, colours: Colours): Cell {
  if (requests === null) return unknownCell(colours);
  if (requests.length === 0) return { text: '–', paint: colours.dim };
  return { text: requests.map(requestText).join(', '), paint: colours.cyan };
}

/** A request with where it stands. */
export function requestText({ id, phase }: OpenRequest): string {
  return `${id} (${phase ?? 'no run yet'})`;
}

function withDetails(line: string, row: ListedEntity | undefined, { dim }: Colours): string {
  const details = row ? [row.name ?? '', shortReason(row.reason)].filter((text) => text !== '').map(plainText) : [];
  return details.length === 0 ? line : `${line}\n  ${dim(details.join(' · '))}`;
}

function summary({ list, rows, selection }: ShownList, colours: Colours): string {
  const where = list.tenants.join(', ');
  const sentence = list.entities.length === 0 ? nothing(list, where) : `${tally(list, rows, selection, where)}.`;
  return list.incomplete.length > 0 ? `${sentence}\n${colours.red(incompleteText(list.incomplete))}` : sentence;
}

function nothing({ incomplete }: ShownList['list'], where: string): string {
  return incomplete.length > 0
    ? `No restricted entity could be read in ${where}.`
    : `Nothing is restricted in ${where}.`;
}

function tally(
  { entities, incomplete }: ShownList['list'],
  rows: readonly ListedEntity[],
  selection: Selection,
  where: string,
): string {
  const shown = entitiesIn(rows);
  const all = entitiesIn(entities);
  const twice = rows.length > shown ? `, in ${rows.length} rows, as some are listed more than once` : '';
  const noun = all === 1 ? 'restricted entity' : 'restricted entities';
  const least = incomplete.length > 0 ? 'at least ' : '';
  const by = filters(selection);
  if (by.length === 0) return `${least === '' ? '' : 'At least '}${all} ${noun} in ${where}${twice}`;
  return `${shown === 0 ? 'None' : shown} of ${least}${all} ${noun} in ${where}${twice}: ${by.join(', ')}`;
}

function filters({ type, search }: Selection): readonly string[] {
  return [
    ...(type === undefined ? [] : [`type ${type}`]),
    ...(search === undefined ? [] : [`search ${JSON.stringify(plainText(search))}`]),
  ];
}

function incompleteText(tenants: readonly string[]): string {
  const names = tenants.join(', ');
  return `The list is not complete for ${names}: what is not listed there may be restricted all the same.`;
}
