import { randomUUID } from 'node:crypto';
import type { Cloud } from '../../clouds/clouds.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TokenSource } from '../../ports/token-source.ts';
import { discardBody } from '../../support/bounded-body.ts';
import { InternalError } from '../../support/errors.ts';
import type { Fields } from '../../support/fields.ts';
import { exchangeOrigin, onwardUrl } from './hosts.ts';

/** What an Exchange adapter is made from. Without `endpoint` the policy's or the cloud's is used. */
export interface ExchangeAccess {
  readonly tenant: TenantPolicy;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly endpoint?: string;
  readonly fetch?: typeof fetch;
}

/** One cmdlet with its parameters. Common parameters (`ErrorAction`) make Exchange answer falsely: never send any. */
export interface Command {
  readonly cmdlet: string;
  readonly parameters: Fields;
}

/** With which token, and for how long. */
export interface PostOptions {
  readonly token: string;
  readonly timeoutMs: number;
  /** Where a following page is; otherwise the command's own address. */
  readonly url?: URL;
  /** Why the request may not be sent any more; asked again before a redirect is followed. */
  readonly tooLate?: () => string | undefined;
}

/** What became of one request. Its body is still to be read or let go of. */
export type Answer =
  | { readonly kind: 'answered'; readonly response: Response }
  /** Exchange pointed elsewhere instead of carrying it out, and the token, or at this time the request, may not go there. */
  | { readonly kind: 'ledAway'; readonly message: string }
  /** Nobody answered. `reached` is false only where no connection came about, so that nothing can have happened. */
  | { readonly kind: 'silent'; readonly message: string; readonly reached: boolean };

/** The private transport of Exchange's own PowerShell module, undocumented for others. It never retries. */
export interface Connection<Cmdlet extends string> {
  post(command: Command & { readonly cmdlet: Cmdlet }, options: PostOptions): Promise<Answer>;
  /** The address of a following page, if it is Exchange's own. */
  onward(link: string): URL | undefined;
}

/** Routes every request of a tenant to the same mailbox server (as CIPP-API's New-ExoRequest does). */
const SYSTEM_MAILBOX = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';
const PAGE_SIZE = 1000;
const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What every cmdlet takes, with the short forms. Over this transport Exchange answers them falsely, so none is ever sent. */
const COMMON_PARAMETERS = new Set(
  `debug db erroraction ea errorvariable ev informationaction infa informationvariable iv outbuffer ob outvariable ov
  pipelinevariable pv progressaction proga verbose vb warningaction wa warningvariable wv`.split(/\s+/u),
);

/** Opens a connection that carries the given cmdlets and refuses all others, so that a reader's can't remove. */
export function openConnection<Cmdlet extends string>(
  access: ExchangeAccess,
  cmdlets: readonly Cmdlet[],
): Connection<Cmdlet> {
  const { tenant, fetch: send = fetch } = access;
  const origin = exchangeOrigin(tenant, access.endpoint);
  const connectionId = randomUUID();
  const address = new URL(`/adminapi/beta/${encodeURIComponent(tenant.tenantId)}/InvokeCommand`, origin);
  return {
    onward: (link) => onwardUrl(link, origin, tenant.cloud),
    async post(command, { token, timeoutMs, url = address, tooLate }) {
      assertMayBeSent(command, cmdlets);
      const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
      const make = (): RequestInit => request(command, token, tenant.tenantId, connectionId, deadline);
      return sendFollowing(send, url, make, { cloud: tenant.cloud, ...(tooLate ? { tooLate } : {}) });
    },
  };
}

function assertMayBeSent({ cmdlet, parameters }: Command, cmdlets: readonly string[]): void {
  if (!cmdlets.includes(cmdlet)) throw new InternalError(`${cmdlet} is not for this connection`);
  const common = Object.keys(parameters).find((name) => COMMON_PARAMETERS.has(name.toLowerCase()));
  if (common !== undefined) throw new InternalError(`${common} must not be sent with ${cmdlet}`);
}

/** Sends a request that carries a token, and follows where Exchange sends it on to inside its own hosts. */
export async function sendFollowing(
  send: typeof fetch,
  url: URL,
  make: () => RequestInit,
  { cloud, tooLate }: { readonly cloud: Cloud } & Pick<PostOptions, 'tooLate'>,
): Promise<Answer> {
  let target = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const answer = await sendOnce(send, target, make());
    if (answer.kind !== 'answered' || !REDIRECTS.has(answer.response.status)) return answer;
    const next = onwardUrl(answer.response.headers.get('location') ?? 'about:blank', target, cloud);
    await discardBody(answer.response);
    if (!next) return { kind: 'ledAway', message: "Exchange redirected to a host that is not Exchange's" };
    const late = tooLate?.();
    if (late !== undefined) return { kind: 'ledAway', message: `Exchange redirected, and ${late}` };
    target = next;
  }
  return { kind: 'ledAway', message: 'Exchange redirected in circles' };
}

function request(
  { cmdlet, parameters }: Command,
  token: string,
  tenantId: string,
  connectionId: string,
  signal: AbortSignal,
): RequestInit {
  return {
    method: 'POST',
    redirect: 'manual',
    signal,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json; charset=utf-8',
      Accept: 'application/json',
      'User-Agent': 'reinstate',
      'X-AnchorMailbox': `APP:${SYSTEM_MAILBOX}@${tenantId}`,
      Prefer: `odata.maxpagesize=${PAGE_SIZE}`,
      'X-ResponseFormat': 'json',
      'X-CmdletName': cmdlet,
      'connection-id': connectionId,
      'client-request-id': randomUUID(),
    },
    body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } }),
  };
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

async function sendOnce(send: typeof fetch, url: URL, init: RequestInit): Promise<Answer> {
  try {
    return { kind: 'answered', response: await send(url, init) };
  } catch (error) {
    const code = causeCode(error);
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    const why = timedOut ? 'no answer in time' : `the connection broke${code === undefined ? '' : ` (${code})`}`;
    return {
      kind: 'silent',
      message: `Exchange could not be asked: ${why}`,
      reached: !NEVER_CONNECTED.has(code ?? ''),
    };
  }
}

/** The system's error code below a failed fetch; its message is left out, as it can quote what was sent. */
function causeCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !(error.cause instanceof Error) || !('code' in error.cause)) return undefined;
  const { code } = error.cause;
  return typeof code === 'string' && /^\w{1,60}$/u.test(code) ? code : undefined;
}
