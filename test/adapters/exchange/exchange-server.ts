import type { ExchangeAccess } from '../../../src/adapters/exchange/connection.ts';
import { createExchangeReader } from '../../../src/adapters/exchange/exchange-reader.ts';
import type { ExchangeReader } from '../../../src/ports/exchange.ts';
import { scriptedServer, type Received, type Reply, type ScriptedServer } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';
import { testClock } from '../test-clock.ts';

/** A planted token: no message may ever hold it. */
export const TOKEN = 'eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoidG9rZW4ifQ.c2lnbmF0dXJl';

/** Replies per cmdlet; a list is used up one by one and its last one stays. */
export type Script = Readonly<Record<string, Reply | readonly Reply[] | ((parameters: unknown) => Reply)>>;

/** A complete, warning-free answer. */
export function rows(...value: readonly unknown[]): Reply {
  return { body: { '@adminapi.warnings': [], value } };
}

/** An error answer as Exchange words it. */
export function exchangeError(status: number, detail: string, type = 'Microsoft.Exchange.SomeException'): Reply {
  const innererror = { message: 'Invalid Operation', internalexception: { message: detail, type } };
  return { status, body: { error: { code: 'BadRequest', message: 'Invalid Operation', innererror } } };
}

/** Exchange's answer for something that isn't there. */
export function notFound(): Reply {
  const type = 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException';
  const message = `Ex6F9304|${type}|The operation couldn't be performed because object 'x' couldn't be found on 'y'.`;
  const thrown = 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException';
  const internalexception = { message: `Exception of type '${thrown}' was thrown.`, type: thrown };
  const error = {
    code: 'NotFound',
    message: 'Error executing cmdlet',
    details: [{ message }],
    innererror: { internalexception },
  };
  return { status: 404, body: { error } };
}

interface Setup {
  readonly server: ScriptedServer;
  readonly access: ExchangeAccess;
  readonly reader: ExchangeReader;
  readonly clock: ReturnType<typeof testClock>;
}

/** An Exchange that answers by script, and what talks to it. Both lists are empty unless the script says otherwise. */
export async function exchange(script: Script, requestTimeoutMs = 5_000): Promise<Setup> {
  const used = new Map<string, number>();
  const server = await scriptedServer((request) => {
    const { cmdlet, parameters } = commandIn(request);
    const scripted = script[cmdlet] ?? rows();
    if (typeof scripted === 'function') return scripted(parameters);
    const replies = isList(scripted) ? scripted : [scripted];
    const index = used.get(cmdlet) ?? 0;
    used.set(cmdlet, index + 1);
    return replies[Math.min(index, replies.length - 1)] ?? rows();
  });
  const clock = testClock();
  const tokens = { token: async () => Promise.resolve(TOKEN) };
  const access = { tenant: tenantPolicy(), tokens, clock, endpoint: server.origin };
  return { server, access, clock, reader: createExchangeReader(access, requestTimeoutMs) };
}

function isList(replies: Reply | readonly Reply[]): replies is readonly Reply[] {
  return Array.isArray(replies);
}

/** The cmdlet and parameters in a request. */
export function commandIn({ body }: Received): { cmdlet: string; parameters: unknown } {
  const command: { CmdletInput: { CmdletName: string; Parameters: unknown } } = JSON.parse(body);
  const { CmdletInput: input } = command;
  return { cmdlet: input.CmdletName, parameters: input.Parameters };
}
