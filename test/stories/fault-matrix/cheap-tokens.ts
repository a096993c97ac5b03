import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { remembered } from '../../../src/support/remembered.ts';
import { exchangeAssertion, jobToken } from '../../sandbox/callers.ts';
import type { Tokens } from './run-here.ts';

const SCOPES = {
  exchange: 'https://outlook.office365.com/.default',
  graph: 'https://graph.microsoft.com/.default',
} as const;

/**
 * Tokens of the world's own issuer without the program's way to them, where that way is not what a cell is about: each
 * token once.
 */
export function cheapTokens(world: Sandbox): Tokens {
  const issued = remembered(async (wanted: string) => {
    const [tenantId = '', clientId = '', scope = ''] = wanted.split(' ');
    const { body } = await exchangeAssertion(world, await jobToken(world), { tenantId, clientId, scope });
    return body['access_token'] ?? '';
  });
  return ({ tenantId, clientId, readerClientId = clientId }, purpose) => ({
    token: async (resource) =>
      issued([tenantId, purpose === 'read' ? readerClientId : clientId, SCOPES[resource]].join(' ')),
  });
}
