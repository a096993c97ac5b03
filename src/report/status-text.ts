import type { StandingRecords, DatedRecord } from '../reconcile/standing-records.ts';
import { isTerminal } from '../records/phase.ts';
import type { Condition } from '../records/record.ts';
import { entityKey } from '../request/entity.ts';
import type { Colours } from './colours.ts';
import { driftLines } from './drift-text.ts';
import { paintPhase } from './phase-colour.ts';
import { plainText } from './text-safety.ts';

/** How many settled requests are shown; all of them are in the JSON. */
const SHOWN = 20;

/** A table of what is open, the newest of what is settled, and the drift. */
export function renderStatus({ records, drift }: StandingRecords, colours: Colours): string {
  if (records.length === 0 && drift.length === 0)
    return 'No records and no drift: no run has had anything to say yet.\n';
  const open = records.filter(({ record }) => !isTerminal(record.phase));
  const settled = records.filter(({ record }) => isTerminal(record.phase));
  const older = settled.length - SHOWN;
  return [
    ...section(`Open: ${open.length}`, rows(open, colours), colours),
    ...section(`Settled: ${settled.length}`, rows(settled.slice(0, SHOWN), colours), colours),
    ...(older > 0 ? [colours.dim(`  … and ${older} older: see --json`)] : []),
    ...section(`Drift: ${drift.length}`, driftLines(drift, colours), colours),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[], colours: Colours): readonly string[] {
  return lines.length === 0 ? [] : [colours.bold(title), ...lines.map((line) => `  ${line}`)];
}

function rows(records: readonly DatedRecord[], colours: Colours): readonly string[] {
  const idWidth = Math.max(0, ...records.map(({ record }) => plainText(record.request.id).length));
  const whoWidth = Math.max(0, ...records.map(({ record }) => plainText(entityKey(record.request.entity)).length));
  return records.map(({ record: { request, phase, conditions }, committedAt }) => {
    const id = plainText(request.id).padEnd(idWidth);
    const who = plainText(entityKey(request.entity)).padEnd(whoWidth);
    const says = conditions.findLast(({ status }) => status !== 'True') ?? conditions.at(-1);
    const when = `${committedAt.slice(0, 16).replace('T', ' ')}Z`;
    return `${id}  ${who}  ${paintPhase(phase, colours)}  ${when}  ${colours.dim(plainText(says?.message ?? ''))}`;
  });
}

/** One request: each condition with its mark, its reason and since when it stands, then each claim. */
export function renderStatusOf({ records, drift }: StandingRecords, colours: Colours): string {
  const trees = records.flatMap(({ record: { request, phase, conditions, attempts } }) => [
    `${colours.bold(plainText(request.id))}  ${plainText(entityKey(request.entity))}  ${paintPhase(phase, colours)}`,
    ...conditions.map((one) => `├─ ${conditionLine(one, conditions, colours)}`),
    ...attempts.map(({ run, startedAt, result }) => `├─ claim of run ${plainText(run)} at ${startedAt}: ${result}`),
    `└─ ${colours.dim(`landed by ${request.landingCommit.slice(0, 7)}, judged at ${request.reconciledCommit.slice(0, 7)}`)}`,
  ]);
  return `${[...trees, ...driftLines(drift, colours)].join('\n')}\n`;
}

function conditionLine(condition: Condition, all: readonly Condition[], colours: Colours): string {
  const { type, status, reason, message, observedAt } = condition;
  const typeWidth = Math.max(...all.map((one) => one.type.length));
  const reasonWidth = Math.max(...all.map((one) => one.reason.length));
  const mark = { True: colours.green('✓'), False: colours.red('✗'), Unknown: colours.yellow('?') }[status];
  const shown = type === 'RestrictedAgain' && status === 'True' ? colours.red('✗') : mark;
  const since = colours.dim(`since ${observedAt}`);
  return `${shown} ${type.padEnd(typeWidth)}  ${plainText(reason).padEnd(reasonWidth)}  ${plainText(message)}  ${since}`;
}
