import type { Clock } from '../../ports/clock.ts';
import type { ServerTime } from '../../ports/identity.ts';
import { discardBody } from '../../support/bounded-body.ts';
import { UnavailableError } from '../../support/errors.ts';
import { toTimestamp } from '../../support/timestamp.ts';

const TIMEOUT_MS = 10_000;

/** What time an authority dates its answers with; asked without any token. Throws UnavailableError. */
export async function readServerTime(authority: URL, tenantId: string, clock: Clock): Promise<ServerTime> {
  const url = new URL(`/${encodeURIComponent(tenantId)}/v2.0/.well-known/openid-configuration`, authority);
  const sentAt = clock.now();
  let response: Response;
  try {
    response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new UnavailableError('Microsoft Entra could not be asked for the time', {
      hint: `let this machine reach ${authority.origin}, and run again`,
    });
  }
  const receivedAt = clock.now();
  await discardBody(response);
  const server = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(server)) throw new UnavailableError("Microsoft Entra's answer is not dated");
  return { server: toTimestamp(server), sentAt, receivedAt };
}
