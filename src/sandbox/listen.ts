import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';

import type { Certificates } from './certificates.ts';
import type { SystemApp } from './system-app.ts';

/** A system that answers on loopback. */
export interface Listener {
  /** `https://127.0.0.1:<port>`. */
  readonly origin: string;
  /** Stops at once; connections still open are broken. */
  close(): Promise<void>;
}

/** What is served, set after the port is known because answers hold the system's own address. */
export interface OpenListener extends Listener {
  serve(app: SystemApp): void;
}

/** Opens a free port of 127.0.0.1 over HTTPS. Until something is served every request is answered with 503. */
export async function listen({ key, cert }: Pick<Certificates, 'key' | 'cert'>): Promise<OpenListener> {
  let serving: SystemApp | undefined;
  const listener = getRequestListener((request, env) =>
    serving ? serving.fetch(request, env) : new Response('starting', { status: 503 }),
  );
  const server = createServer({ key, cert }, (request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${portOf(server.address())}`,
    serve(app) {
      serving = app;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the sandbox got no port');
  return address.port;
}
