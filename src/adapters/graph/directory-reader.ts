import type { DirectoryReader, UserRisk } from '../../ports/directory.ts';
import { LastingError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { textField } from '../../support/fields.ts';
import { read } from '../../support/read.ts';
import { connectGraph, type GraphAccess, type GraphClient } from './graph-client.ts';
import { GRAPH_PERMISSIONS } from './permissions.ts';
import { findStrongMethods } from './strong-methods.ts';
import { findUser } from './users.ts';

/**
 * Reads one tenant's directory over Microsoft Graph, with GET and nothing else. Throws ConfigurationError for an endpoint
 * that a token must not be sent to; `requestTimeoutMs` bounds each single request.
 */
export function createDirectoryReader(access: GraphAccess, requestTimeoutMs?: number): DirectoryReader {
  const graph = connectGraph(access, requestTimeoutMs);
  return {
    user: async (address) => read(async () => findUser(graph, address)),
    federated: async (domain) => read(async () => isFederated(graph, domain)),
    strongMethods: async (userId) => read(async () => findStrongMethods(graph, userId)),
    risk: async (userId) => read(async () => riskOf(graph, userId)),
  };
}

/** Somebody who never was risky has no row. */
async function riskOf(graph: GraphClient, userId: string): Promise<UserRisk> {
  if (graph.cloud === 'china') {
    throw new LastingError('Identity Protection is not there in the cloud china', {
      hint: 'switch riskyUser off for this tenant, or let it warn',
    });
  }
  const path = `identityProtection/riskyUsers/${encodeURIComponent(userId)}`;
  try {
    const row = await graph.object({
      what: 'the risk of a user',
      path,
      permission: GRAPH_PERMISSIONS.risk,
      plan: 'P2',
      service: 'identityProtection',
    });
    return riskIn(textField(row, 'riskState'));
  } catch (error) {
    if (error instanceof NotFoundError) return 'none';
    throw error;
  }
}

async function isFederated(graph: GraphClient, domain: string): Promise<boolean> {
  const row = await graph.object({
    what: 'the domain of a user',
    path: `domains/${encodeURIComponent(domain)}`,
    permission: GRAPH_PERMISSIONS.domains,
  });
  const type = textField(row, 'authenticationType');
  if (type !== 'Managed' && type !== 'Federated') throw new UnavailableError('the domain does not say who signs in');
  return type === 'Federated';
}

const RISKS: ReadonlyMap<string, UserRisk> = new Map([
  ['none', 'none'],
  ['confirmedSafe', 'remediated'],
  ['remediated', 'remediated'],
  ['dismissed', 'remediated'],
  ['atRisk', 'atRisk'],
  ['confirmedCompromised', 'atRisk'],
]);

function riskIn(state: string | undefined): UserRisk {
  const risk = RISKS.get(state ?? '');
  if (risk === undefined) throw new UnavailableError('Identity Protection reports a risk state that is not known here');
  return risk;
}
