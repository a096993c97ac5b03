import type { ExchangeReader } from '../../ports/exchange.ts';
import { read } from '../../support/read.ts';
import type { ExchangeAccess } from './connection.ts';
import { readInboxRules } from './inbox-rules.ts';
import { readMailboxRights } from './mailbox-rights.ts';
import { readMailbox } from './mailbox.ts';
import { readRestrictions } from './restrictions.ts';
import { createCmdletRunner } from './run-cmdlet.ts';

/**
 * Reads one tenant's Exchange Online. Throws ConfigurationError for an endpoint that a token must not be sent to;
 * `requestTimeoutMs` bounds each single request.
 */
export function createExchangeReader(access: ExchangeAccess, requestTimeoutMs?: number): ExchangeReader {
  const runner = createCmdletRunner(access, requestTimeoutMs);
  const { domains } = access.tenant;
  return {
    restrictions: async () => readRestrictions(runner, access.clock),
    mailbox: async (address) => read(async () => readMailbox(runner, address, domains)),
    inboxRules: async (address) => read(async () => readInboxRules(runner, address, domains)),
    mailboxRights: async (mailbox, account) => read(async () => readMailboxRights(runner, mailbox, account)),
  };
}
