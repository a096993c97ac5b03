import type { ExchangeReader } from '../../ports/exchange.ts';
import { read } from '../../support/read.ts';
import type { ExchangeAccess } from './connection.ts';
import { readInboxRules } from './inbox-rules.ts';
import { readMailboxRights } from './mailbox-rights.ts';
import { readMailbox } from './mailbox.ts';
import { readRestrictions } from './restrictions.ts';
import { createCmdletRunner, type CmdletRunner } from './run-cmdlet.ts';

/**
 * Reads one tenant's Exchange Online. Throws ConfigurationError for an endpoint that a token must not be sent to;
 * `requestTimeoutMs` bounds each single request.
 */
export function createExchangeReader(access: ExchangeAccess, requestTimeoutMs?: number): ExchangeReader {
  const runner = createCmdletRunner(access, requestTimeoutMs);
  const restrictions = async () => readRestrictions(runner, access.clock);
  return readerOf(restrictions, runner, access.tenant.domains);
}

/** A list of restrictions is never remembered: what matters about it is how new it is. */
function readerOf(
  restrictions: ExchangeReader['restrictions'],
  runner: CmdletRunner,
  domains: readonly string[],
): ExchangeReader {
  return {
    restrictions,
    mailbox: async (address) => read(async () => readMailbox(runner, address, domains)),
    inboxRules: async (address) => read(async () => readInboxRules(runner, address, domains)),
    mailboxRights: async (mailbox, account) => read(async () => readMailboxRights(runner, mailbox, account)),
    askingOnce: () => readerOf(restrictions, runner.askingOnce(), domains),
  };
}
