import type { Clock } from '../../ports/clock.ts';
import type { Restriction, RestrictionList } from '../../ports/exchange.ts';
import type { Entity } from '../../request/entity.ts';
import { errorMessage, MissingRightError } from '../../support/errors.ts';
import { field, flag, textField, type Fields } from '../../support/fields.ts';
import { smtpAddress } from '../../support/smtp-address.ts';
import { senderReason } from './reason.ts';
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
  return {
    entity: { mailbox },
    ...timesOf(field(row, 'CreatedDatetime'), field(row, 'ChangedDatetime')),
    temporary: flag(field(row, 'TemporaryBlock')),
    reason: senderReason(textField(row, 'Reason') ?? ''),
  };
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/u;

/** Connectors name their times otherwise; what a connector's reasons look like is not known, so they are one kind. */
function connectorRow(row: Fields): Restriction | undefined {
  const connector = textField(row, 'ConnectorId')?.trim().toLowerCase() ?? '';
  if (!GUID.test(connector)) return undefined;
  return {
    entity: { connector } satisfies Entity,
    ...timesOf(field(row, 'CreatedTime'), field(row, 'ChangedTime')),
    temporary: undefined,
    reason: { kind: 'connector', raw: textField(row, 'Reason') ?? '' },
  };
}

function timesOf(created: unknown, changed: unknown): Pick<Restriction, 'createdAt' | 'changedAt' | 'unreadableTime'> {
  const [createdAt, changedAt] = [readRowTime(created), readRowTime(changed)];
  return {
    createdAt: createdAt.state === 'read' ? createdAt.at : undefined,
    changedAt: changedAt.state === 'read' ? changedAt.at : undefined,
    unreadableTime: changedAt.state === 'unreadable',
  };
}
