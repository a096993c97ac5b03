import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { onTestFinished } from 'vitest';

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What goes back. `breakAfter`: the connection breaks there, before or within the body. `hang`: nothing ever comes. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly breakAfter?: 'request' | 'half the body';
  readonly hang?: boolean;
}

/** A real HTTP server on this machine that answers as told and writes down what it got. */
export interface ScriptedServer {
  readonly origin: string;
  readonly received: readonly Received[];
}

/** Starts a server for the length of the running test. */
export async function scriptedServer(reply: (request: Received, index: number) => Reply): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const {
        status = 200,
        headers: extra = {},
        body,
        breakAfter,
        hang,
      } = reply({ method, path, headers, body: Buffer.concat(chunks).toString() }, received.length - 1);
      if (hang) return;
      if (breakAfter === 'request') {
        request.socket.destroy();
        return;
      }
      const bytes = toBytes(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...extra });
      if (breakAfter === undefined) response.end(bytes);
      else response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
    });
  });
  await listening(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: originOf(server), received };
}

/** An address on this machine where nobody listens. */
export async function unusedOrigin(): Promise<string> {
  const server = createServer();
  await listening(server);
  const origin = originOf(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return origin;
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return `http://127.0.0.1:${address.port}`;
}

function toBytes(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

async function listening(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  return promise;
}
