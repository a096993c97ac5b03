import { CLOUDS, type Cloud } from '../../clouds/clouds.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import { ConfigurationError } from '../../support/errors.ts';
import { isLoopback } from '../../support/loopback.ts';

/**
 * The origin to talk to: the one given, else the policy's, else the cloud's. Throws ConfigurationError for one that is
 * neither Exchange's own nor this machine: it would be handed a token.
 */
export function exchangeOrigin(tenant: TenantPolicy, endpoint?: string): URL {
  const { exchange: hosts } = CLOUDS[tenant.cloud];
  const url = URL.parse(endpoint ?? tenant.endpoints?.exchange ?? `https://${hosts[0]}`);
  const microsoft = url?.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname);
  if (url !== null && (microsoft || isLoopback(url))) return url;
  throw new ConfigurationError(`tenant ${tenant.tenant}: the exchange endpoint is not one of Exchange Online's hosts`, {
    hint: `leave endpoints out, or use https://${hosts[0]}`,
  });
}

/**
 * Where an answer sends us on to, if a token may go there: Exchange's own hosts and the regional ones below them. The
 * front door names port 446 for what is served on 443. On this machine only the very same origin counts.
 */
export function onwardUrl(location: string, from: URL, cloud: Cloud): URL | undefined {
  const url = URL.parse(location, from.href);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  if (url.port === '446') url.port = '443';
  if (isLoopback(from)) return url.origin === from.origin ? url : undefined;
  const own = CLOUDS[cloud].exchange.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return own && url.protocol === 'https:' && url.port === '' ? url : undefined;
}
