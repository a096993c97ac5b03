/** An answer with an error status, thrown by whatever notices it and rendered by the system's app as it is. */
export class WireError extends Error {
  readonly status: number;
  /** Text or bytes as they are, anything else as JSON. */
  readonly body: string | Uint8Array | object;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: string | Uint8Array | object, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.name = 'WireError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** A response with a body given as text, bytes or a value to be printed as JSON. */
export function toResponse(
  status: number,
  body: string | Uint8Array | object | undefined,
  headers: Readonly<Record<string, string>> = {},
): Response {
  if (body === undefined) return new Response(null, { status, headers });
  if (typeof body === 'string') return new Response(body, { status, headers });
  if (body instanceof Uint8Array) return new Response(new Uint8Array(body), { status, headers });
  const contentType = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(JSON.stringify(body), { status, headers: { ...contentType, ...headers } });
}
