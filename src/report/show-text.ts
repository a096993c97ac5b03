import type { ShownEntity } from '../observe/show-entity.ts';
import type { Overview } from '../overview/overview.ts';
import type { ReadyRequest } from '../overview/ready-request.ts';
import { entityName, entityType } from '../request/entity.ts';
import type { Timestamp } from '../support/timestamp.ts';
import type { Colours } from './colours.ts';
import { inAlignedColumns, type Cell } from './columns.ts';
import { requestText } from './list-text.ts';
import { recommendationLines, requiredText } from './recommendations-text.ts';
import { restrictionLines } from './restriction-text.ts';
import { plainText } from './text-safety.ts';
import { unblockLines } from './unblocks-text.ts';

/**
 * An overview, one section below the other, each under its heading. `newFile` is the address at which GitHub begins the file
 * of the ready request, or says that it would be too long.
 */
export function renderShown(shown: ShownEntity, colours: Colours, newFile: string | null = null): string {
  if (!shown.found) return `${nowhere(shown, colours)}\n`;
  const { overview, ready, now } = shown;
  const sections =
    overview.rows.length > 0 ? restricted(overview, ready, now, colours) : notRestricted(overview, now, colours);
  const blocks = sections.flatMap(({ title, lines }) =>
    lines.length === 0
      ? []
      : [[colours.bold(title), ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n')],
  );
  return `${[head(overview, colours), ...blocks, ...draft(ready, overview, newFile, colours)].join('\n\n')}\n`;
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

function nowhere({ entity, restricted, tenants }: Extract<ShownEntity, { found: false }>, colours: Colours): string {
  const name = plainText(entityName(entity));
  const where = tenants.join(', ');
  return restricted === false
    ? `${colours.bold(name)}  ${colours.green('not restricted')} in ${where}: every list is complete, and none holds it.`
    : `${colours.bold(name)}  ${colours.yellow('not known')}: no list that could be read holds it, and not every one of ${where} is complete.`;
}

function head(overview: Overview, colours: Colours): string {
  const { tenant, entity, restricted, addresses, recommendations, rows, holders } = overview;
  const name = entityName(entity);
  const state =
    restricted === null
      ? colours.yellow('not known whether it is restricted')
      : restricted
        ? colours.red('restricted')
        : colours.green('not restricted');
  const others = (addresses ?? []).filter((address) => address !== name);
  const more = others.length === 0 ? '' : colours.dim(`, also ${plainText(others.join(', '))}`);
  const doubtful = rows.length > 0 && holders?.satisfied === false;
  const required = requiredText(recommendations, colours);
  return [
    `${colours.bold(plainText(name))}  ${state}`,
    `${entityType(entity)} in ${tenant}${more}`,
    ...(doubtful ? [`${colours.red('✗')} ${plainText(holders.reason)}`] : []),
    ...(required === undefined ? [] : [required]),
  ].join('\n');
}

function restricted(overview: Overview, ready: ReadyRequest, now: Timestamp, colours: Colours): readonly Section[] {
  return [
    { title: 'Restriction', lines: restrictionLines(overview, now, colours) },
    { title: 'Earlier unblocks', lines: unblockLines(overview, now, colours) },
    { title: 'Recommendations', lines: recommendationLines(overview.recommendations, colours) },
    { title: 'What an unblock does', lines: afterLines(overview) },
    { title: 'Open requests', lines: requestLines(overview, colours) },
    ...('impossible' in ready ? [{ title: 'A request', lines: [plainText(ready.impossible)] }] : []),
  ];
}

function notRestricted(overview: Overview, now: Timestamp, colours: Colours): readonly Section[] {
  const sentence =
    overview.restricted === null
      ? 'No address of it is on the list as far as that could be read, which proves nothing.'
      : 'The list is complete, and neither it nor another address of its account is on it.';
  const nobody = overview.nobody ? ['The tenant knows no account with this address: is it spelt right?'] : [];
  return [
    { title: 'Restriction', lines: [sentence, ...nobody] },
    { title: 'Earlier unblocks', lines: unblockLines(overview, now, colours) },
    { title: 'Open requests', lines: requestLines(overview, colours) },
  ];
}

function afterLines({ after }: Overview): readonly string[] {
  const { lifts, takesEffect, holds, doesNotLift } = after;
  const rows = [
    ['lifts', lifts],
    ['works', takesEffect],
    ['holds', holds],
    ...doesNotLift.map(({ code, because }, index) => [index === 0 ? 'not' : '', `${code.padEnd(7)}  ${because}`]),
  ];
  return inAlignedColumns(rows.map((row) => row.map((text): Cell => ({ text }))));
}

function requestLines({ requests }: Overview, { cyan, dim }: Colours): readonly string[] {
  if (requests === null) return [dim('not known: the records could not be read')];
  if (requests.length === 0) return [dim('none on the default branch')];
  return requests.map((request) => cyan(plainText(requestText(request))));
}

/** The file itself is not indented, so that it can be copied as it stands. */
function draft(
  ready: ReadyRequest,
  { requests }: Overview,
  newFile: string | null,
  { bold, dim }: Colours,
): readonly string[] {
  if (!('yaml' in ready)) return [];
  const open = (requests ?? []).length > 0;
  const next = open
    ? 'An open request asks for this already; another is only needed where that one can not go on.'
    : 'Fill in what is missing and open a pull request with it; reinstate plan --pr then says how it stands.';
  const title = `${bold('A ready request')}  ${plainText(ready.path)}`;
  const body = ready.yaml.trimEnd().split('\n').map(plainText);
  return [`${title}\n  ${dim(next)}`, body.join('\n'), ...(newFile === null ? [] : [newFileText(newFile, dim)])];
}

function newFileText(newFile: string, dim: Colours['dim']): string {
  if (newFile === 'tooLong') return dim('It is too long for a link that begins it on GitHub: use the file.');
  const caution =
    'To begin it on GitHub instead. The link holds the text and stays in the history of a browser: no secrets.';
  return `${dim(caution)}\n${plainText(newFile)}`;
}
