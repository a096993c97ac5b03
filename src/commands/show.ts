import { showEntity, type ShownEntity } from '../observe/show-entity.ts';
import { newFileLink } from '../overview/new-file-link.ts';
import type { Overview } from '../overview/overview.ts';
import { figuresIn } from '../reasons/reason.ts';
import { renderShown } from '../report/show-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { entityName, entityType, type Entity } from '../request/entity.ts';
import { ConfigurationError } from '../support/errors.ts';
import { smtpAddress } from '../support/smtp-address.ts';
import { connectLooking } from './connect-reading.ts';
import type { Console } from './console.ts';
import type { Environment } from './environment.ts';
import { exitCodeOfAttentions, type ExitCode } from './exit-code.ts';
import { warnOfFailures } from './warn.ts';

/** Options of `reinstate show`. */
export interface ShowCommand {
  readonly entity: string;
  readonly tenant?: string;
  readonly json: boolean;
}

/** The Overview of one restricted entity. Holds no writer (rule 6). */
export async function showCommand({ entity, tenant, json }: ShowCommand, console: Console): Promise<ExitCode> {
  const wanted = readEntity(entity);
  const { ports, close } = await connectLooking(console.cwd, console.env, console.progress);
  try {
    const shown = await showEntity(ports, wanted, tenant);
    console.out(
      json
        ? jsonText(documentOf(shown, console.env))
        : renderShown(shown, console.colours, newFileOf(shown, console.env)),
    );
    warnOfFailures(shown.failures, console);
    return exitCodeOfAttentions(shown.failures.map(({ attention }) => attention));
  } finally {
    await close();
  }
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu;

/** Any address that a tenant can have, those included that no request may name. */
function readEntity(text: string): Entity {
  const trimmed = text.trim();
  if (GUID.test(trimmed)) return { connector: trimmed.toLowerCase() };
  const mailbox = smtpAddress(trimmed);
  if (mailbox !== undefined) return { mailbox };
  throw new ConfigurationError(`${JSON.stringify(text)} is neither one address nor the GUID of a connector`, {
    hint: 'write it like alice@contoso.com or 6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e; reinstate list shows what there is',
  });
}

/** The documented shape of `show --json`. */
type ShowDocument = Readonly<Record<string, unknown>>;

/** Where GitHub begins the file of the ready request; null where nobody says which repository this is. */
function newFileOf(shown: ShownEntity, env: Environment): string | null {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (!shown.found || 'impossible' in shown.ready || repository === '') return null;
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return newFileLink({ server, repository, branch: shown.branch }, shown.ready) ?? 'tooLong';
}

function documentOf(shown: ShownEntity, env: Environment): ShowDocument {
  const failures = shown.failures.map(({ tenant, message, hint }) => ({
    tenant,
    message,
    ...(hint === undefined ? {} : { hint }),
  }));
  if (!shown.found) {
    const { entity, restricted, tenants, observedAt } = shown;
    return { tenant: null, tenants, ...named(entity), observedAt, restricted, failures };
  }
  const { overview, ready } = shown;
  const link = newFileOf(shown, env);
  const request = 'impossible' in ready ? ready : { ...ready, newFile: link === 'tooLong' ? null : link };
  return { ...overviewDocument(overview), request, failures };
}

function named(entity: Entity): ShowDocument {
  return { type: entityType(entity), entity: entityName(entity) };
}

/** An overview with null for what is not known. */
function overviewDocument({ tenant, entity, rows, ...overview }: Overview): ShowDocument {
  return {
    tenant,
    ...named(entity),
    ...overview,
    rows: rows.map(({ entity: own, createdAt, changedAt, temporary, reason, connector, unread }) => ({
      ...named(own),
      createdAt: createdAt ?? null,
      changedAt: changedAt ?? null,
      temporary: temporary ?? null,
      reason: { kind: reason.kind, raw: reason.raw },
      figures: figuresIn(reason.raw),
      name: connector?.name ?? null,
      expiresAt: connector?.expiresAt ?? null,
      unread: unread ?? {},
    })),
  };
}
