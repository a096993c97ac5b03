import { CLOUDS } from '../../clouds/clouds.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import { ConfigurationError } from '../../support/errors.ts';
import { isLoopback } from '../../support/loopback.ts';

/**
 * Where tokens are asked for: `AZURE_AUTHORITY_HOST`, else the cloud's own. Throws ConfigurationError for a host that is
 * neither Microsoft's nor this machine, and where only one of authority and endpoints is this machine.
 */
export function authorityFor(tenant: TenantPolicy, configured: string | undefined): URL {
  const { authority: hosts } = CLOUDS[tenant.cloud];
  const text = configured === undefined || configured === '' ? hosts[0] : configured;
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const microsoft = url !== null && url.port === '' && hosts.includes(url.hostname);
  if (url?.protocol !== 'https:' || !(microsoft || isLoopback(url))) {
    throw new ConfigurationError(`AZURE_AUTHORITY_HOST is not a sign-in host of the cloud of tenant ${tenant.tenant}`, {
      hint: `leave it unset, or set it to https://${hosts[0]}`,
    });
  }
  assertSameSide(tenant, isLoopback(url));
  return url;
}

/** A real token must never go to this machine, and a stand-in's token must never go to Microsoft. */
function assertSameSide({ tenant, endpoints }: TenantPolicy, loopbackAuthority: boolean): void {
  const given = endpoints ? [endpoints.exchange, endpoints.graph] : [];
  const loopback = given.map((endpoint) => {
    const url = URL.parse(endpoint);
    return url !== null && isLoopback(url);
  });
  if (loopback.length > 0 ? loopback.every((one) => one === loopbackAuthority) : !loopbackAuthority) return;
  throw new ConfigurationError(`tenant ${tenant}: its endpoints and AZURE_AUTHORITY_HOST are not on the same side`, {
    hint: 'loopback endpoints need a loopback AZURE_AUTHORITY_HOST, and the other way round',
  });
}
