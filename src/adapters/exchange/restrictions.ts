import type { Clock } from '../../ports/clock.ts';
import type { Restriction, RestrictionList } from '../../ports/exchange.ts';
import type { Entity } from '../../request/entity.ts';
import { errorMessage, MissingRightError } from '../../support/errors.ts';
import { field, flag, textField, type Fields } from '../../support/fields.ts';
import { smtpAddress } from '../../support/smtp-address.ts';
import { connectorReason, senderReason } from '../../reasons/reason.ts';
import type { CmdletRunner, Output } from './run-cmdlet.ts';
import { readRowTime } from './tenant-time.ts';

/** Reads both lists whole: a filtered lookup can fail where listing works. Duplicate rows are all kept. */
export async function readRestrictions(runner: CmdletRunner, clock: Clock): Promise<RestrictionList> {
  const observedAt = clock.now();
  const [senders, connectors] = await Promise.all([
    runner.output('Get-BlockedSenderAddress', {}),
    runner.output('Get-BlockedConnector', {}),
  ]);
  const lists = [listOf(senders, senderRow, 'address'), listOf(connectors, connectorRow, 'id')];
  const restrictions = lists.flatMap((list) => list.restrictions);
  const reasons = lists.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  if (reasons.length === 0) return { complete: true, observedAt, restrictions };
  const remedy = lists.some((list) => list.remedy === 'grant') ? 'grant' : 'retry';
  return { complete: false, observedAt, restrictions, reason: reasons.join('; '), remedy };
}

interface PartialList {
  readonly restrictions: readonly Restriction[];
  readonly reason: string | undefined;
  readonly remedy: 'grant' | 'retry';
}

/** A row that can't be told whose it is could be anybody's, so the list is not complete with it. */
function listOf({ rows, gap }: Output, read: (row: Fields) => Restriction | undefined, key: string): PartialList {
  const restrictions = rows.flatMap((row) => read(row) ?? []);
  const unreadable = rows.length - restrictions.length;
  const reason = gap
    ? errorMessage(gap)
    : unreadable > 0
      ? `${unreadable} of ${rows.length} rows have no readable ${key}`
      : undefined;
  return { restrictions, reason, remedy: gap instanceof MissingRightError ? 'grant' : 'retry' };
}

function senderRow(row: Fields): Restriction | undefined {
  const mailbox = smtpAddress(field(row, 'SenderAddress'));
  if (mailbox === undefined) return undefined;
  const temporary = flag(field(row, 'TemporaryBlock'));
  const times = timesOf(row, 'CreatedDatetime', 'ChangedDatetime');
  return {
    entity: { mailbox },
    ...times.read,
    temporary,
    reason: senderReason(reasonIn(row)),
    ...unreadIn(row, [...times.unread, ...(temporary === undefined ? ['TemporaryBlock'] : []), ...oddReason(row)]),
  };
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/u;

/** Connectors name their times otherwise, and have a name and a time of expiry besides. */
function connectorRow(row: Fields): Restriction | undefined {
  const connector = textField(row, 'ConnectorId')?.trim().toLowerCase() ?? '';
  if (!GUID.test(connector)) return undefined;
  const times = timesOf(row, 'CreatedTime', 'ChangedTime');
  const name = textField(row, 'ConnectorName');
  const expiry = readRowTime(field(row, 'ExpirationTime'));
  return {
    entity: { connector } satisfies Entity,
    ...times.read,
    temporary: undefined,
    reason: connectorReason(reasonIn(row)),
    connector: { ...(name ? { name } : {}), ...(expiry.state === 'read' ? { expiresAt: expiry.at } : {}) },
    ...unreadIn(row, [...times.unread, ...oddReason(row)]),
  };
}

function reasonIn(row: Fields): string {
  return textField(row, 'Reason') ?? '';
}

function oddReason(row: Fields): readonly string[] {
  return textField(row, 'Reason') === undefined ? ['Reason'] : [];
}

interface Times {
  readonly read: Pick<Restriction, 'createdAt' | 'changedAt' | 'unreadableTime'>;
  /** Names of the properties that hold something which is no time. */
  readonly unread: readonly string[];
}

function timesOf(row: Fields, created: string, changed: string): Times {
  const [createdAt, changedAt] = [readRowTime(field(row, created)), readRowTime(field(row, changed))];
  return {
    read: {
      createdAt: createdAt.state === 'read' ? createdAt.at : undefined,
      changedAt: changedAt.state === 'read' ? changedAt.at : undefined,
      unreadableTime: changedAt.state === 'unreadable',
    },
    unread: [
      ...(createdAt.state === 'unreadable' ? [created] : []),
      ...(changedAt.state === 'unreadable' ? [changed] : []),
    ],
  };
}

/** So much is kept of a value that nobody could read. */
const LONGEST_RAW = 200;

/** What a row says under these names, where it says anything. */
function unreadIn(row: Fields, names: readonly string[]): Pick<Restriction, 'unread'> {
  const values = names.map((name) => [name, field(row, name) ?? undefined] as const);
  const there = values.filter(([, value]) => value !== undefined);
  if (there.length === 0) return {};
  return {
    unread: Object.fromEntries(
      there.map(([name, value]) => [name, rawText(value).slice(0, LONGEST_RAW).toWellFormed()]),
    ),
  };
}

function rawText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
