import { CLOUDS, type Cloud } from '../clouds/clouds.ts';
import type { Tenant } from '../generated/policy.ts';
import { child, type Finding } from '../request/finding.ts';
import type { Draft } from '../request/inspect.ts';
import { either, named } from '../request/wording.ts';
import { isLoopback } from '../support/loopback.ts';

interface NamedTenant {
  readonly pointer: string;
  readonly value: Draft<Tenant>;
}

/** Whether a tenant's endpoints are Microsoft's exact hosts for its cloud or this machine, and both alike. */
export function checkEndpoints({ pointer, value: { cloud = 'public', endpoints } }: NamedTenant): readonly Finding[] {
  const at = child(pointer, 'endpoints');
  const exchange = toUrl(endpoints?.exchange);
  const graph = toUrl(endpoints?.graph);
  const foreign = [
    ...(exchange ? foreignHost(child(at, 'exchange'), exchange, CLOUDS[cloud].exchange, cloud) : []),
    ...(graph ? foreignHost(child(at, 'graph'), graph, [CLOUDS[cloud].graph], cloud) : []),
  ];
  if (foreign.length > 0 || !exchange || !graph || isLoopback(exchange) === isLoopback(graph)) return foreign;
  return [
    {
      pointer: at,
      message: `${named(at)} mixes this machine with Microsoft's`,
      hint: 'Use loopback for both (in tests) or for neither.',
    },
  ];
}

function toUrl(text: string | undefined): URL | undefined {
  return text === undefined ? undefined : (URL.parse(text) ?? undefined);
}

function foreignHost(pointer: string, url: URL, allowed: readonly string[], cloud: Cloud): readonly Finding[] {
  if (isLoopback(url) || allowed.includes(url.host)) return [];
  return [
    {
      pointer,
      message: `${named(pointer)} is no host of Microsoft's in the cloud ${cloud}`,
      hint: `Write ${either(allowed.map((host) => `https://${host}`))}, or leave endpoints out: tokens go nowhere else.`,
    },
  ];
}
