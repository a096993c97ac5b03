import { setTimeout as sleep } from 'node:timers/promises';

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';

import type { Fault, Faults, FaultTarget, SystemName } from './faults.ts';
import type { Load } from './load.ts';
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
  readonly load: Load;
}

/** An app without routes that logs every request, lets faults strike, and prints thrown WireErrors. */
export function createSystemApp(
  system: SystemName,
  { faults, requests, load }: SystemSurroundings,
  routing: { getPath?: (request: Request) => string } = {},
): SystemApp {
  const app: SystemApp = new Hono(routing);
  app.use('*', async (_, next) => {
    const answered = load.began(system);
    try {
      await next();
    } finally {
      answered();
    }
  });
  app.use('*', async (c, next) => {
    const url = new URL(c.req.url);
    const path = url.pathname + url.search;
    const log = (status: number | undefined) => {
      const authorization = c.req.header('authorization');
      requests.push({ at: new Date(), system, method: c.req.method, path, authorization, status });
    };
    const body = c.req.method === 'GET' ? '' : Buffer.from(await c.req.arrayBuffer()).toString();
    const cmdlet = system === 'exchange' ? cmdletIn(body) : undefined;
    const target = { system, method: c.req.method, path, cmdlet, body };
    const fault = faults.strike(target);
    const spoils = fault !== undefined && !onlyDelays(fault);
    const carriedOut = fault !== undefined && isCarriedOut(fault);
    if (!carriedOut) await wait(fault, target);
    if (!spoils || carriedOut) await next();
    if (carriedOut) await wait(fault, target);
    const answer = spoils ? await spoil(c, fault, target) : undefined;
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

function cmdletIn(body: string): string | undefined {
  return /"CmdletName"\s*:\s*"([^"]+)"/.exec(body)?.[1];
}

function onlyDelays({ status, body, reshape, quote, halfway, reset, hang }: Fault): boolean {
  return ![status, body, reshape, quote, halfway].some((part) => part !== undefined) && !reset && !hang;
}

/** Whether the request takes effect: what is made from the real answer needs one. */
function isCarriedOut({ when, reshape, halfway, status, body }: Fault): boolean {
  const madeFromReal = reshape !== undefined || (halfway !== undefined && status === undefined && body === undefined);
  return when === 'after' || madeFromReal;
}

async function wait(fault: Fault | undefined, target: FaultTarget): Promise<void> {
  await sleep(fault?.delayMs ?? 0);
  await fault?.pause?.(target);
}

async function spoil(c: SystemContext, fault: Fault, target: FaultTarget): Promise<Response> {
  const { socket } = c.env.incoming;
  if (fault.hang) await closed(socket);
  if (fault.reset) socket.destroy();
  if (fault.hang || fault.reset) return RESPONSE_ALREADY_SENT;
  const answer = await answerOf(c, fault, target);
  if (fault.halfway === undefined) return answer;
  await sendHalf(c, answer);
  if (fault.halfway === 'hang') await closed(socket);
  else socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function closed(socket: SystemContext['env']['incoming']['socket']): Promise<void> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}

/** The answer of a fault before any of it is cut off: made from the real one, or in its place, or the real one itself. */
async function answerOf(c: SystemContext, fault: Fault, target: FaultTarget): Promise<Response> {
  const { reshape, quote, status, body, headers = {}, halfway } = fault;
  if (reshape) {
    const real = { status: c.res.status, headers: Object.fromEntries(c.res.headers), body: await c.res.text() };
    const given = reshape(real);
    return toResponse(given.status, given.body, given.headers);
  }
  if (quote) {
    const given = quote({ ...target, authorization: c.req.header('authorization') });
    return toResponse(given.status, given.body, given.headers);
  }
  const real = halfway !== undefined && status === undefined && body === undefined;
  return real ? c.res.clone() : toResponse(status ?? 500, body ?? '', headers);
}

async function sendHalf({ env: { outgoing } }: SystemContext, answer: Response): Promise<void> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  outgoing.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': String(bytes.length) });
  await new Promise((resolve) => outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), resolve));
}
