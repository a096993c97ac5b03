import { spawn } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';
import type { Environment } from '../../../src/adapters/git/environment.ts';
import { git, QUIET, repositories } from './fixture.ts';

/** The only token the server takes. */
export const TOKEN = 'not-a-real-token-0123456789';
/** How git says it. */
export const BASIC = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
/** Something to push. */
export const CHANGE = { message: 'Pending', files: [{ path: 'records/alice.json', bytes: Buffer.from('{}') }] };

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** Answers a request in place of git; true where it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface HttpsOrigin {
  /** `https://127.0.0.1:<port>`. */
  readonly server: string;
  /** A file with the certificate that signs for it. */
  readonly certificate: string;
  readonly seen: Seen[];
  /** What goes wrong from now on. */
  fault: Fault | undefined;
  /** Whether a push is carried out and its answer then lost. */
  loseAnswers: boolean;
}

/** Serves the bare repositories below a folder over HTTPS, with git's own http-backend. */
export async function serve(folder: string): Promise<HttpsOrigin> {
  const certificate = join(folder, 'certificate.pem');
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  await writeFile(certificate, pair.cert);
  const server = createServer({ key: pair.private, cert: pair.cert }, (request, response) => {
    answer(request, response, folder, origin);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => stop(server));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const origin: HttpsOrigin = {
    server: `https://127.0.0.1:${address.port}`,
    certificate,
    seen: [],
    fault: undefined,
    loseAnswers: false,
  };
  return origin;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

function answer(request: IncomingMessage, response: ServerResponse, folder: string, origin: HttpsOrigin): void {
  const { authorization } = request.headers;
  origin.seen.push({ method: request.method ?? '', path: request.url ?? '', authorization });
  if (origin.fault?.(request, response)) return;
  if (authorization !== BASIC) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  runBackend(request, response, folder, origin);
}

function runBackend(request: IncomingMessage, response: ServerResponse, folder: string, origin: HttpsOrigin): void {
  const url = new URL(request.url ?? '/', origin.server);
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...QUIET,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? '',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_USER: 'x-access-token',
    },
  });
  const printed: Buffer[] = [];
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  backend.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  backend.on('close', () => {
    if (origin.loseAnswers && url.pathname.endsWith('/git-receive-pack')) request.socket.destroy();
    else sendCgi(Buffer.concat(printed), response);
  });
}

function sendCgi(printed: Buffer, response: ServerResponse): void {
  const end = printed.indexOf('\r\n\r\n');
  const headers = printed.subarray(0, end).toString('utf8').split('\r\n');
  for (const line of headers) {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
    else if (name !== '') response.setHeader(name, value);
  }
  response.end(printed.subarray(end + 4));
}

/** A clone over HTTPS and all around it. */
export interface Https {
  readonly origin: HttpsOrigin;
  readonly clone: string;
  readonly folder: string;
  readonly bare: string;
  readonly env: Environment;
}

/** A clone whose origin is `contoso/control` on an HTTPS server, and the environment of a workflow run there. */
export async function overHttps(address = '/contoso/control.git'): Promise<Https> {
  const { clone, folder, origin: bare } = await repositories();
  const served = join(folder, 'served');
  await git(folder, ['clone', '--quiet', '--bare', bare, join(served, 'contoso', 'control.git')]);
  await git(served, ['-C', 'contoso/control.git', 'config', 'http.receivepack', 'true']);
  const origin = await serve(served);
  await git(clone, ['remote', 'set-url', 'origin', `${origin.server}${address}`]);
  const env = {
    ...QUIET,
    GITHUB_TOKEN: TOKEN,
    GITHUB_SERVER_URL: origin.server,
    GITHUB_REPOSITORY: 'contoso/control',
    NODE_EXTRA_CA_CERTS: origin.certificate,
  };
  return { origin, clone, folder, bare: join(served, 'contoso', 'control.git'), env };
}

/** Whether a text holds the token in any form. */
export function leaks(written: string): boolean {
  return written.includes(TOKEN) || written.includes(BASIC.slice('Basic '.length));
}

/** The files below a folder that hold it. */
export async function leakingFiles(folder: string): Promise<readonly string[]> {
  const leaking: string[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if ((await stat(path)).isFile() && leaks(await readFile(path, 'latin1'))) leaking.push(path);
  }
  return leaking;
}
