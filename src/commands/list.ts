import { listEntities, type EntityList } from '../observe/list-entities.ts';
import {
  COLUMNS,
  NEWEST_FIRST,
  selectRows,
  sortOrder,
  type ListedEntity,
  type OpenRequest,
  type SortOrder,
} from '../overview/entity-list.ts';
import { renderList } from '../report/list-text.ts';
import { jsonText } from '../report/text-safety.ts';
import type { EntityType } from '../request/entity.ts';
import { didYouMean } from '../request/wording.ts';
import { ConfigurationError } from '../support/errors.ts';
import { connectLooking } from './connect-reading.ts';
import type { Console } from './console.ts';
import { exitCodeOfAttentions, type ExitCode } from './exit-code.ts';
import { warnOfFailures } from './warn.ts';

/** Options of `reinstate list`. */
export interface ListCommand {
  readonly tenant?: string;
  readonly sort?: string;
  readonly search?: string;
  readonly type?: EntityType;
  readonly compact: boolean;
  readonly json: boolean;
}

/** The Restricted entities page of every tenant. Holds no writer (rule 6). */
export async function listCommand(command: ListCommand, console: Console): Promise<ExitCode> {
  const { tenant, type, search, compact, json } = command;
  const sort = readSort(command.sort);
  const { ports, close } = await connectLooking(console.cwd, console.env, console.progress);
  try {
    const list = await listEntities(ports, tenant);
    const selection = { sort, ...(type ? { type } : {}), ...(search === undefined ? {} : { search }) };
    const rows = selectRows(list.entities, selection);
    console.out(
      json ? jsonText(documentOf(list, rows)) : renderList({ list, rows, selection, compact }, console.colours),
    );
    warnOfFailures(list.failures, console);
    return exitCodeOfAttentions(list.failures.map(({ attention }) => attention));
  } finally {
    await close();
  }
}

function readSort(text: string | undefined): SortOrder {
  if (text === undefined) return NEWEST_FIRST;
  const order = sortOrder(text);
  if (order) return order;
  const [column = ''] = text.split(':');
  const meant = didYouMean(column, COLUMNS);
  throw new ConfigurationError(`the list can not be sorted by ${JSON.stringify(text)}`, {
    hint: [
      ...(meant === undefined ? [] : [`did you mean ${meant}:desc?`]),
      `a column is one of ${COLUMNS.join(', ')}, and :desc behind it turns the order round`,
    ].join(' '),
  });
}

/** The documented shape of `list --json`. */
interface ListDocument {
  readonly observedAt: string;
  readonly entities: readonly ListedDocument[];
  readonly incomplete: readonly string[];
  readonly failures: readonly { readonly tenant: string; readonly message: string; readonly hint?: string }[];
}

interface ListedDocument extends Omit<ListedEntity, 'unreadableTime' | 'reason' | 'requests'> {
  readonly reason: { readonly kind: string; readonly raw: string };
  readonly requests: readonly string[] | null;
  readonly phases: Readonly<Record<string, OpenRequest['phase']>>;
}

function documentOf({ observedAt, incomplete, failures }: EntityList, rows: readonly ListedEntity[]): ListDocument {
  return {
    observedAt,
    entities: rows.map(listedDocument),
    incomplete,
    failures: failures.map(({ tenant, message, hint }) => ({
      tenant,
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
  };
}

function listedDocument({ tenant, type, entity, name, reason, requests, ...row }: ListedEntity): ListedDocument {
  const { createdAt, changedAt, temporary } = row;
  return {
    tenant,
    type,
    entity,
    createdAt,
    changedAt,
    temporary,
    reason: { kind: reason.kind, raw: reason.raw },
    requests: requests?.map(({ id }) => id) ?? null,
    phases: Object.fromEntries((requests ?? []).map(({ id, phase }) => [id, phase])),
    name,
  };
}
