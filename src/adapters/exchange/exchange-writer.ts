import type { Clock } from '../../ports/clock.ts';
import type { ExchangeWriter, RemoveAnswer, SendWindow } from '../../ports/exchange.ts';
import type { Entity } from '../../request/entity.ts';
import { discardBody } from '../../support/bounded-body.ts';
import { errorMessage, MissingRightError } from '../../support/errors.ts';
import { retryAfterMs, retryDelayMs } from '../../support/retry.ts';
import { unlessStopped } from '../../support/unless-stopped.ts';
import { toEpochMs } from '../../support/timestamp.ts';
import { REMOVE_CMDLETS, type RemoveCmdlet } from './cmdlets.ts';
import { openConnection, type Connection, type ExchangeAccess } from './connection.ts';
import { readRefusal } from './refusal.ts';

/**
 * The one thing that changes a tenant, over a connection of its own. Throws ConfigurationError for an endpoint that a
 * token must not be sent to.
 */
export function createExchangeWriter(access: ExchangeAccess): ExchangeWriter {
  const connection = openConnection(access, REMOVE_CMDLETS);
  return { remove: async (entity, window) => remove(access, connection, entity, window) };
}

async function remove(
  { tokens, clock }: ExchangeAccess,
  connection: Connection<RemoveCmdlet>,
  entity: Entity,
  window: SendWindow,
): Promise<RemoveAnswer> {
  const { sendBeforeMs, giveUpAtMs, stop } = window;
  const ask = async (): Promise<string> => unlessStopped(stop, async () => tokens.token('exchange'));
  const token = await tokenInTime(ask, sendBeforeMs - clock.monotonicMs());
  if (typeof token !== 'string') return token;
  for (let attempt = 1; ; attempt += 1) {
    const late = tooLate(clock, window);
    if (late !== undefined) return { kind: 'notSent', message: late };
    const answer = await connection.post(commandFor(entity), {
      token,
      timeoutMs: giveUpAtMs - clock.monotonicMs(),
      tooLate: () => tooLate(clock, window),
    });
    if (answer.kind === 'ledAway') return { kind: 'notSent', message: answer.message };
    if (answer.kind === 'silent') return { kind: answer.reached ? 'ambiguous' : 'notSent', message: answer.message };
    if (answer.response.status !== 429) return answerOf(entity, answer.response, token);
    await discardBody(answer.response);
    if (!(await waited(answer.response, attempt, clock, window))) {
      return { kind: 'notSent', message: 'Exchange is busy (429) and asks to wait longer than the claim lasts' };
    }
  }
}

function tooLate(clock: Clock, { sendBeforeMs, stop }: SendWindow): string | undefined {
  if (stop?.aborted) return 'the run was told to stop';
  return clock.monotonicMs() > sendBeforeMs ? 'the time for it had passed' : undefined;
}

/** Only the one parameter: the meaning of `Reason` is not documented, and common parameters make Exchange answer falsely. */
function commandFor(entity: Entity): { cmdlet: RemoveCmdlet; parameters: Readonly<Record<string, string>> } {
  return 'mailbox' in entity
    ? { cmdlet: 'Remove-BlockedSenderAddress', parameters: { SenderAddress: entity.mailbox } }
    : { cmdlet: 'Remove-BlockedConnector', parameters: { ConnectorId: entity.connector } };
}

/** Whatever goes wrong here, nothing has been sent. */
async function tokenInTime(ask: () => Promise<string>, timeoutMs: number): Promise<string | RemoveAnswer> {
  if (timeoutMs <= 0) return { kind: 'notSent', message: 'the time for it had passed' };
  const late = Promise.withResolvers<RemoveAnswer>();
  const timer = setTimeout(() => {
    late.resolve({ kind: 'notSent', message: 'no token was to be had in time' });
  }, timeoutMs);
  try {
    return await Promise.race([ask(), late.promise]);
  } catch (error) {
    return { kind: error instanceof MissingRightError ? 'unauthorized' : 'notSent', message: errorMessage(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Waits as long as a 429 asks, if it may still be sent then. */
async function waited(
  { headers }: Response,
  attempt: number,
  clock: Clock,
  { sendBeforeMs, stop }: SendWindow,
): Promise<boolean> {
  const delayMs = retryDelayMs(attempt, retryAfterMs(headers, toEpochMs(clock.now())));
  if (clock.monotonicMs() + delayMs > sendBeforeMs) return false;
  await clock.sleep(delayMs, stop).catch((error: unknown) => {
    if (!stop?.aborted) throw error;
  });
  return true;
}

/**
 * Sorts what Exchange answered. A 2xx is a yes whatever its body says; only a definite 4xx is a no, and one that nobody
 * could read to its end may be a transient exception.
 */
async function answerOf(entity: Entity, response: Response, token: string): Promise<RemoveAnswer> {
  const { ok, status } = response;
  if (ok) {
    await discardBody(response);
    return { kind: 'accepted' };
  }
  const { message, transient } = await readRefusal(commandFor(entity).cmdlet, response, token);
  if (status === 401 || status === 403) return { kind: 'unauthorized', message };
  const definite = status >= 400 && !transient;
  return { kind: definite ? 'refused' : 'ambiguous', message };
}
