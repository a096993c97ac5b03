import { createDirectoryReader } from '../../../src/adapters/graph/directory-reader.ts';
import type { Cloud } from '../../../src/clouds/clouds.ts';
import { scriptedServer, type Received, type Reply } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';
import { testClock } from '../test-clock.ts';

/** A planted token: no message may ever hold it. */
export const TOKEN = 'eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoidG9rZW4ifQ.c2lnbmF0dXJl';

/** A user's id. */
export const ID = '44444444-4444-4444-4444-444444444444';

/** A Graph that answers by script, and what talks to it. */
export async function graph(
  reply: (request: Received, index: number) => Reply,
  requestTimeoutMs = 5_000,
  cloud: Cloud = 'public',
) {
  const server = await scriptedServer(reply);
  const clock = testClock();
  const tokens = { token: async () => Promise.resolve(TOKEN) };
  const access = { tenant: tenantPolicy({ cloud }), tokens, clock, endpoint: server.origin };
  return { server, clock, access, reader: createDirectoryReader(access, requestTimeoutMs) };
}

/** An error answer as Graph words it. */
export function graphError(status: number, code: string): Reply {
  return { status, body: { error: { code, message: `something about ${TOKEN}`, innerError: {} } } };
}

/** One page of a list. */
export const list = (...value: readonly unknown[]): Reply => ({ body: { value } });
