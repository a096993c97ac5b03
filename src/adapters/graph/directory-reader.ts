import type { DirectoryReader, UserRisk } from '../../ports/directory.ts';
import { NotFoundError, UnavailableError } from '../../support/errors.ts';
import { textField } from '../../support/fields.ts';
import { read } from '../../support/read.ts';
import { connectGraph, type GraphAccess, type GraphClient } from './graph-client.ts';
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
    strongMethods: async (userId) => read(async () => findStrongMethods(graph, userId)),
    risk: async (userId) => read(async () => riskOf(graph, userId)),
  };
}

/** Somebody who never was risky has no row. */
async function riskOf(graph: GraphClient, userId: string): Promise<UserRisk> {
  const path = `identityProtection/riskyUsers/${encodeURIComponent(userId)}`;
  try {
    const row = await graph.object({ what: 'the risk of a user', path, permission: 'IdentityRiskyUser.Read.All' });
    return riskIn(textField(row, 'riskState'));
  } catch (error) {
    if (error instanceof NotFoundError) return 'none';
    throw error;
  }
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
