import { setTimeout as sleep } from 'node:timers/promises';

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';

import type { Fault, Faults, SystemName } from './faults.ts';
import { toResponse, WireError } from './wire-error.ts';

/** What every route of the sandbox can reach: node's own request and response. */
export type SystemApp = Hono<{ Bindings: HttpBindings }>;
/** One request and its answer, as a route sees them. */
export type SystemContext = Context<{ Bindings: HttpBindings }>;

/** One request the sandbox received. */
export interface LoggedRequest {
  readonly at: Date;
  readonly system: SystemName;
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** What was answered; undefined where the connection broke or stayed silent. */
  readonly status: number | undefined;
}

/** What every system of a world shares: the faults and the log. */
export interface SystemSurroundings {
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
}

/** An app without routes that logs every request, lets faults strike, and prints thrown WireErrors. */
export function createSystemApp(
  system: SystemName,
  { faults, requests }: SystemSurroundings,
  routing: { getPath?: (request: Request) => string } = {},
): SystemApp {
  const app: SystemApp = new Hono(routing);
  app.use('*', async (c, next) => {
    const url = new URL(c.req.url);
    const path = url.pathname + url.search;
    const log = (status: number | undefined) => {
      const authorization = c.req.header('authorization');
      requests.push({ at: new Date(), system, method: c.req.method, path, authorization, status });
    };
    const cmdlet = system === 'exchange' ? await cmdletOf(c) : undefined;
    const fault = faults.strike({ system, method: c.req.method, path, cmdlet });
    const spoils = fault !== undefined && !onlyDelays(fault);
    if (fault?.when !== 'after') await sleep(fault?.delayMs ?? 0);
    if (!spoils || fault.when === 'after') await next();
    if (fault?.when === 'after') await sleep(fault.delayMs ?? 0);
    const answer = spoils ? await spoil(c, fault) : undefined;
    if (answer) {
      // Hono lays the headers of an earlier response over a later one unless that is taken away first.
      c.res = undefined;
      c.res = answer;
    }
    log(answer === RESPONSE_ALREADY_SENT ? undefined : c.res.status);
  });
  app.onError((error) => {
    if (error instanceof WireError) return toResponse(error.status, error.body, error.headers);
    // Our own bug: as loud as an answer can be, so that no test mistakes it for something Microsoft or GitHub said.
    return toResponse(599, `sandbox failed: ${error.stack ?? error.message}`);
  });
  return app;
}

async function cmdletOf(c: SystemContext): Promise<string | undefined> {
  if (c.req.method !== 'POST') return undefined;
  const found = /"CmdletName"\s*:\s*"([^"]+)"/.exec(await c.req.text());
  return found?.[1];
}

function onlyDelays({ status, body, reset, hang }: Fault): boolean {
  return status === undefined && body === undefined && !reset && !hang;
}

async function spoil(c: SystemContext, fault: Fault): Promise<Response> {
  const { socket } = c.env.incoming;
  if (fault.hang) await new Promise((resolve) => socket.once('close', resolve));
  if (fault.reset) socket.destroy();
  if (fault.hang || fault.reset) return RESPONSE_ALREADY_SENT;
  return toResponse(fault.status ?? 500, fault.body ?? '', fault.headers ?? {});
}
