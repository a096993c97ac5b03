import { randomUUID } from 'node:crypto';
import type { CmdletReading } from '../../ports/tenant-rights.ts';
import { readBody } from '../../support/bounded-body.ts';
import { UnavailableError } from '../../support/errors.ts';
import { field, isFields, textField } from '../../support/fields.ts';
import { retryAfterMs, retryTransient, TransientFailure } from '../../support/retry.ts';
import { toEpochMs } from '../../support/timestamp.ts';
import { sendFollowing, type ExchangeAccess } from './connection.ts';
import { exchangeOrigin } from './hosts.ts';
import { readRefusal } from './refusal.ts';

/** The version of Microsoft's module that is asked for (as CIPP-API does); any recent one gets the list. */
const MODULE_VERSION = '3.9.2';
const TIMEOUT_MS = 20_000;
const MOST_BYTES = 16 * 1024 * 1024;
const WHAT = 'the list of cmdlets';

/**
 * Asks for the module file that Microsoft's own PowerShell loads: it names every cmdlet the app may run, and nothing is
 * run. Throws UnavailableError, and ConfigurationError for an endpoint that a token must not be sent to.
 */
export async function readExportedCmdlets(access: ExchangeAccess): Promise<CmdletReading> {
  const origin = exchangeOrigin(access.tenant, access.endpoint);
  const tenantId = encodeURIComponent(access.tenant.tenantId);
  const url = new URL(`/adminapi/v1.0/${tenantId}/EXOModuleFile?Version=${MODULE_VERSION}`, origin);
  return retryTransient(async () => askOnce(access, url), access.clock);
}

async function askOnce({ tenant, tokens, clock, fetch: send = fetch }: ExchangeAccess, url: URL) {
  const token = await tokens.token('exchange');
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const make = (): RequestInit => ({ redirect: 'manual', signal, headers: headersWith(token) });
  const answer = await sendFollowing(send, url, make, { cloud: tenant.cloud });
  if (answer.kind === 'silent') throw new TransientFailure(new UnavailableError(answer.message));
  if (answer.kind === 'ledAway') throw new UnavailableError(answer.message);
  const { response } = answer;
  if (response.ok) return exportedIn(await bodyOf(response));
  const { error, message, transient } = await readRefusal(WHAT, response, token);
  if (response.status === 401) return { kind: 'noAppRole', said: message } as const;
  if (response.status === 403) return { kind: 'noRole', said: message } as const;
  const failure = error instanceof UnavailableError ? error : new UnavailableError(error.message);
  throw transient ? new TransientFailure(failure, retryAfterMs(response.headers, toEpochMs(clock.now()))) : failure;
}

function headersWith(token: string): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    'User-Agent': 'reinstate',
    CommandName: '*',
    'client-request-id': randomUUID(),
  };
}

async function bodyOf(response: Response): Promise<string> {
  try {
    return await readBody(response, { remaining: MOST_BYTES });
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new TransientFailure(new UnavailableError(`Exchange's answer about ${WHAT} broke off`));
  }
}

function exportedIn(body: string): CmdletReading {
  const unreadable = new UnavailableError(`Exchange's answer about ${WHAT} can not be read`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new TransientFailure(unreadable);
  }
  const value = isFields(parsed) ? field(parsed, 'value') : undefined;
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  const lists = rows.flatMap((row) => (isFields(row) ? (textField(row, 'exportedCmdlets') ?? []) : []));
  if (lists.length === 0) throw unreadable;
  const cmdlets = lists.flatMap((list) => list.split(',')).map((name) => name.trim());
  return { kind: 'exported', cmdlets: cmdlets.filter((name) => /^[\w-]{1,128}$/u.test(name)) };
}
