import { join } from 'node:path';

import { pipe, type Git } from './run-git.ts';

/** One request of git's smart HTTP protocol. */
export interface BackendRequest {
  /** The folder above the repository. */
  readonly root: string;
  readonly method: string;
  /** The path below the root, `/<owner>/<repository>.git/info/refs` for example. */
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array;
  readonly headers: Headers;
  /** Who pushes, as git's hooks would see it. */
  readonly user: string;
}

/** Lets git's own `http-backend` answer a request, as a web server would through CGI (git-http-backend(1)). */
export async function runHttpBackend(git: Git, request: BackendRequest): Promise<Response> {
  const { headers } = request;
  const env = {
    ...git.environment,
    GATEWAY_INTERFACE: 'CGI/1.1',
    GIT_PROJECT_ROOT: request.root,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: request.method,
    PATH_INFO: request.path,
    QUERY_STRING: request.query,
    CONTENT_TYPE: headers.get('content-type') ?? '',
    CONTENT_LENGTH: String(request.body.length),
    HTTP_CONTENT_ENCODING: headers.get('content-encoding') ?? '',
    GIT_PROTOCOL: headers.get('git-protocol') ?? '',
    REMOTE_USER: request.user,
    REMOTE_ADDR: '127.0.0.1',
  };
  const { stdout, stderr } = await pipe(join(git.programs, 'git-http-backend'), [], { input: request.body, env });
  return toCgiResponse(stdout, stderr.toString());
}

function toCgiResponse(output: Buffer, complaint: string): Response {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return new Response(complaint, { status: 500 });
  const headers = new Headers();
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers.append(name, value);
  }
  return new Response(Uint8Array.from(output.subarray(end + 4)), { status, headers });
}
