import { describe, expect, it } from 'vitest';
import { createExchangeWriter } from '../../../src/adapters/exchange/exchange-writer.ts';
import type { RemoveAnswer, SendWindow } from '../../../src/ports/exchange.ts';
import { MissingRightError, UnavailableError } from '../../../src/support/errors.ts';
import { scriptedServer, unusedOrigin, type Reply } from '../scripted-server.ts';
import { commandIn, exchange, exchangeError, notFound, rows, TOKEN } from './exchange-server.ts';

const REMOVE = 'Remove-BlockedSenderAddress';
const ALICE = { mailbox: 'alice@contoso.com' };

const GZIP = { 'content-encoding': 'gzip' };

const WINDOW = { sendBeforeMs: 20_000, giveUpAtMs: 20_000 };

async function remove(reply: Reply | readonly Reply[], window: SendWindow = WINDOW) {
  const { access, server, clock } = await exchange({ [REMOVE]: reply });
  return { answer: await createExchangeWriter(access).remove(ALICE, window), sent: server.received, clock };
}

describe('a remove', () => {
  it.each([
    [ALICE, REMOVE, { SenderAddress: 'alice@contoso.com' }],
    [
      { connector: '6a1f0f3c-0000-4000-8000-0123456789ab' },
      'Remove-BlockedConnector',
      { ConnectorId: '6a1f0f3c-0000-4000-8000-0123456789ab' },
    ],
  ])('names the entity and nothing else', async (entity, cmdlet, parameters) => {
    const { access, server } = await exchange({});
    expect(await createExchangeWriter(access).remove(entity, WINDOW)).toEqual({ kind: 'accepted' });
    expect(server.received.map(commandIn)).toEqual([{ cmdlet, parameters }]);
  });

  it.each<[string, Reply, RemoveAnswer['kind'], RegExp?]>([
    ['an empty 200', {}, 'accepted'],
    ['a 204', { status: 204 }, 'accepted'],
    ['a 200 with an error in it', { body: { error: { message: 'x' } } }, 'accepted'],
    ['a 200 that breaks off', { ...rows(1), breakAfter: 'half the body' }, 'accepted'],
    ['a 500', { status: 500 }, 'ambiguous'],
    ['a 503 that asks to wait', { status: 503, headers: { 'retry-after': '1' } }, 'ambiguous'],
    ['a 408', { status: 408 }, 'ambiguous'],
    ['a broken connection', { breakAfter: 'request' }, 'ambiguous'],
    [
      'a transient exception under 400',
      exchangeError(400, 'x', 'Microsoft.Exchange.Data.Directory.ADTransientException'),
      'ambiguous',
    ],
    ['a busy server under 400', exchangeError(400, 'x', 'ServerBusyException'), 'ambiguous'],
    ['a 400 that breaks off', { ...exchangeError(400, 'x'), breakAfter: 'half the body' }, 'ambiguous'],
    ['a 304', { status: 304 }, 'ambiguous'],
    ['what is not blocked, by a server that failed', { ...notFound(), status: 500 }, 'ambiguous'],
    ['what is not blocked, by one that gave up', { ...notFound(), status: 408 }, 'ambiguous'],
    ['a 400 that calls itself gzip and is not', { status: 400, headers: GZIP, body: Buffer.alloc(32) }, 'ambiguous'],
    ['a 401', { status: 401 }, 'unauthorized'],
    ['a 403 that calls itself gzip', { status: 403, headers: GZIP, body: Buffer.alloc(32) }, 'unauthorized', /role/u],
    ['a 403 of NUL bytes', { status: 403, body: Buffer.alloc(32) }, 'unauthorized', /directory role/u],
    [
      'the unblock limit',
      exchangeError(400, 'The limit is reached. Contact Support.'),
      'refused',
      /^The limit is reached/u,
    ],
    ['what is not blocked', notFound(), 'refused', /couldn't be performed/u],
    [
      'a parameter that the role hides',
      exchangeError(400, 'Invalid cmdlet parameters specified. SenderAddress', 'x.AmbiguousParameterSetException'),
      'refused',
      /SenderAddress; most likely the app's role hides/u,
    ],
    ['a 409 without a word', { status: 409 }, 'refused', /409/u],
  ])('answered with %s is sent once', async (_, reply, kind, message = /./u) => {
    const { answer, sent } = await remove(reply);
    expect(answer.kind).toBe(kind);
    expect(answer.kind === 'accepted' ? 'accepted' : answer.message).toMatch(message);
    expect(sent).toHaveLength(1);
  });

  it('is ambiguous where nobody answers until the deadline', async () => {
    const { answer, sent } = await remove({ hang: true }, { sendBeforeMs: 100, giveUpAtMs: 100 });
    expect(answer).toMatchObject({ kind: 'ambiguous' });
    expect(sent).toHaveLength(1);
  });

  it('is repeated after a 429, when it asks for it', async () => {
    const busy = { status: 429, headers: { 'retry-after': '3' } };
    const { answer, sent, clock } = await remove([busy, busy, rows()]);
    expect(answer).toEqual({ kind: 'accepted' });
    expect(sent).toHaveLength(3);
    expect(clock.slept).toEqual([3000, 3000]);
  });

  it.each([
    ['asks to wait past the deadline', { 'retry-after': '60' }, 1],
    ['never ends', { 'retry-after': '6' }, 4],
    ['asks for more than anybody can wait', { 'retry-after': '99999999999999999999' }, 1],
  ])('was not sent where the 429 %s', async (_, headers, times) => {
    const { answer, sent } = await remove({ status: 429, headers });
    expect(answer).toMatchObject({ kind: 'notSent' });
    expect(sent).toHaveLength(times);
  });

  it('does not hammer where the 429 asks for no wait', async () => {
    const { answer, sent, clock } = await remove({ status: 429, headers: { 'retry-after': '0' } });
    expect(answer).toMatchObject({ kind: 'notSent' });
    expect(sent.length).toBeLessThan(8);
    expect(Math.min(...clock.slept)).toBeGreaterThanOrEqual(500);
  });

  it('is not sent once the run is told to stop', async () => {
    const { answer, sent } = await remove(rows(), { ...WINDOW, stop: AbortSignal.abort() });
    expect(answer).toMatchObject({ kind: 'notSent' });
    expect(sent).toEqual([]);
  });

  it('is not repeated after a 429 once the run is told to stop', async () => {
    const stop = new AbortController();
    const { access, server, clock } = await exchange({ [REMOVE]: { status: 429, headers: { 'retry-after': '3' } } });
    const stopped = {
      ...clock,
      sleep: async () => {
        stop.abort();
        stop.signal.throwIfAborted();
      },
    };
    const writer = createExchangeWriter({ ...access, clock: stopped });
    expect(await writer.remove(ALICE, { ...WINDOW, stop: stop.signal })).toMatchObject({ kind: 'notSent' });
    expect(server.received).toHaveLength(1);
  });

  it('follows Exchange to another of its hosts, as a redirect carries nothing out', async () => {
    const { answer, sent } = await remove([{ status: 302, headers: { location: '/adminapi/regional' } }, rows()]);
    expect(answer).toEqual({ kind: 'accepted' });
    expect(sent.map(({ path }) => path)).toContain('/adminapi/regional');
  });

  it.each(['the first half of the lease is over', 'the run is told to stop'])(
    'follows no redirect once %s',
    async (what) => {
      const stop = new AbortController();
      const { access, server, clock } = await exchange({
        [REMOVE]: [{ status: 302, headers: { location: '/adminapi/regional' } }, rows()],
      });
      const late: typeof fetch = async (...request) => {
        const response = await fetch(...request);
        if (what === 'the run is told to stop') stop.abort();
        else await clock.sleep(15_000);
        return response;
      };
      const writer = createExchangeWriter({ ...access, fetch: late });
      const window = { sendBeforeMs: 10_000, giveUpAtMs: 20_000, stop: stop.signal };
      expect(await writer.remove(ALICE, window)).toMatchObject({ kind: 'notSent' });
      expect(server.received).toHaveLength(1);
    },
  );

  it('was not sent where Exchange points elsewhere', async () => {
    const elsewhere = await scriptedServer(() => rows());
    const { answer } = await remove({ status: 307, headers: { location: elsewhere.origin } });
    expect(answer).toMatchObject({ kind: 'notSent' });
    expect(elsewhere.received).toEqual([]);
  });

  it('was not sent where nobody listens', async () => {
    const { access } = await exchange({});
    const writer = createExchangeWriter({ ...access, endpoint: await unusedOrigin() });
    expect(await writer.remove(ALICE, WINDOW)).toMatchObject({ kind: 'notSent' });
  });

  it('is not sent when the first half of the lease has passed, though the lease has not', async () => {
    const { answer, sent } = await remove(rows(), { sendBeforeMs: -1, giveUpAtMs: 20_000 });
    expect(answer).toMatchObject({ kind: 'notSent' });
    expect(sent).toEqual([]);
  });

  it.each<[string, () => Promise<string>, RemoveAnswer['kind']]>([
    ['may not be had', async () => Promise.reject(new MissingRightError('no')), 'unauthorized'],
    ['can not be had', async () => Promise.reject(new UnavailableError('no')), 'notSent'],
    ['does not come', async () => new Promise<string>(() => undefined), 'notSent'],
  ])('is not sent where a token %s', async (_, token, kind) => {
    const { access, server } = await exchange({});
    expect(
      await createExchangeWriter({ ...access, tokens: { token } }).remove(ALICE, {
        sendBeforeMs: 100,
        giveUpAtMs: 20_000,
      }),
    ).toMatchObject({ kind });
    expect(server.received).toEqual([]);
  });

  it.each([exchangeError(400, `you sent ${TOKEN}`), exchangeError(503, TOKEN), exchangeError(403, `Bearer ${TOKEN}`)])(
    'never answers with the token',
    async (reply) => {
      const { answer } = await remove(reply);
      expect(JSON.stringify(answer)).not.toContain(TOKEN.slice(0, 20));
    },
  );
});
