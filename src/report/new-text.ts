import type { EntityFacts } from '../drafting/facts.ts';
import type { OpenedPullRequest } from '../ports/pull-request-opener.ts';
import { entityKey, sameEntity } from '../request/entity.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** A request that was made, as far as text needs it. */
export interface MadeRequest {
  readonly id: string;
  readonly path: string;
  readonly facts: EntityFacts;
}

/** Files that were written, and the commands that ask for their review. */
export function renderWritten(made: readonly MadeRequest[], commands: readonly string[], colours: Colours): string {
  const it = made.length === 1 ? 'it' : 'them';
  return [
    ...made.flatMap((one) => fileLines('Wrote ', '      ', one, colours)),
    '',
    `Read ${it} over, then open a pull request with ${it} and nothing else in it:`,
    '',
    ...commands.map((command) => `  ${plainText(command)}`),
    '',
  ].join('\n');
}

/** A pull request that was opened, and what comes next. */
export function renderOpened(
  made: readonly MadeRequest[],
  { number, url }: Pick<OpenedPullRequest, 'number' | 'url'>,
  colours: Colours,
): string {
  return [
    `Opened pull request ${colours.bold(`#${number}`)}: ${plainText(url)}`,
    ...made.flatMap((one) => fileLines('  ', '    ', one, colours)),
    '',
    `Somebody else has to approve and merge it. To see what is missing: reinstate plan --pr ${number}`,
    '',
  ].join('\n');
}

function fileLines(before: string, indent: string, { path, facts }: MadeRequest, colours: Colours): readonly string[] {
  return [`${before}${colours.bold(plainText(path))}`, `${indent}${plainText(describeEntity(facts))}`];
}

/** An entity with what the tenant shows about it, in one line. */
export function describeEntity({ asked, entity, restriction }: EntityFacts): string {
  const alias = sameEntity(asked, entity) ? '' : ` (asked for as ${entityKey(asked)})`;
  return `${entityKey(entity)}${alias}, ${describeRestriction(restriction)}`;
}

function describeRestriction(restriction: EntityFacts['restriction']): string {
  if (!restriction.known) return 'not looked up';
  if (!restriction.value) return 'not restricted';
  const { times, kind, temporary } = restriction.value;
  const since = times.known ? ` since ${readable(times.value.createdAt)}` : '';
  const lifts = temporary === true ? '; the block lifts by itself at midnight UTC' : '';
  return `restricted${since}${REASONS[kind]}${lifts}`;
}

const REASONS = {
  outboundSpam: ' for outbound spam',
  recipientLimit: ' for too many recipients',
  connector: '',
  other: '',
} as const;

/** `2026-11-23 07:41:00 UTC`. */
function readable(timestamp: string): string {
  return `${timestamp.slice(0, 'YYYY-MM-DD'.length)} ${timestamp.slice(11, 19)} UTC`;
}
