import type { Notice } from '../../generated/drift.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { discardBody } from '../../support/bounded-body.ts';
import { ConfigurationError, UnavailableError } from '../../support/errors.ts';
import { isLoopback } from '../../support/loopback.ts';

/** Where notices go, and how they are put there. */
export interface Channel {
  /** For messages; its address is a secret. */
  readonly name: string;
  readonly url: string;
  readonly request: (notice: Notice) => ChannelRequest;
}

/** What is posted. */
export interface ChannelRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;

/** Posts notices to webhooks. Throws ConfigurationError for an address that is neither HTTPS nor this machine. */
export function createNotifier(channels: readonly Channel[]): Notifier {
  const targets = channels.map((channel) => ({ ...channel, url: addressOf(channel) }));
  return {
    async deliver(notice) {
      const refusals = await Promise.all(targets.map(async (target) => post(target, notice)));
      const said = refusals.filter((refusal) => refusal !== undefined);
      if (said.length > 0) throw new UnavailableError(said.join('; '));
    },
  };
}

function addressOf({ name, url }: Channel): URL {
  const address = URL.parse(url);
  if (address?.protocol === 'https:' || (address?.protocol === 'http:' && isLoopback(address))) return address;
  throw new ConfigurationError(`the address of ${name} is not an https address`, {
    hint: 'take it from the page that made the webhook; it is a secret, so it is not shown here',
  });
}

/** Undefined where it was taken. Nothing of the address or the answer is told: both may hold secrets. */
async function post(
  { name, url, request }: Omit<Channel, 'url'> & { readonly url: URL },
  notice: Notice,
): Promise<string | undefined> {
  const { headers, body } = request(notice);
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await discardBody(response);
    return response.ok ? undefined : `${name} answered ${response.status}`;
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return `${name} ${timedOut ? 'did not answer in time' : 'could not be reached'}`;
  }
}
