import type { DirectoryReader, DirectoryUser } from '../../../src/ports/directory.ts';
import type { ExchangeReader, Mailbox } from '../../../src/ports/exchange.ts';
import { read } from '../../../src/support/read.ts';
import { known } from '../../../src/support/reading.ts';
import { entityKey } from '../../../src/request/entity.ts';
import { accountOf, keysOf, lastSecured, type SimAccount, type SimTenant } from '../world/tenant.ts';
import { HOUR, stamp } from '../world/time.ts';
import type { Machine, World } from '../world/world.ts';
import { askOutside, type Telling } from './call.ts';

const LONG_AGO_MS = -24 * 30 * HOUR;

/** The directory of a tenant as one process sees it. */
export function simulatedDirectory(world: World, machine: Machine, tenant: SimTenant): DirectoryReader {
  const ask = async <T>(what: string, answer: (nowMs: number) => T, tell?: Telling<T>) =>
    read(() => askOutside({ world, machine, what: `graph.${what}` }, () => answer(world.scheduler.nowMs()), tell));
  const byId = (id: string): SimAccount | undefined => tenant.accounts.find((one) => idOf(one) === id);
  return {
    user: async (address) =>
      ask(`user ${address}`, (nowMs) => {
        const account = accountOf(tenant, { mailbox: address });
        return account && userOf(account, nowMs);
      }),
    strongMethods: async (id) =>
      ask(`strongMethods ${id}`, (nowMs) => {
        const account = byId(id);
        const registered = account !== undefined && lastSecured(account, nowMs) !== undefined;
        return { source: 'methods' as const, registered, addedAt: registered ? [undefined] : [] };
      }),
    federated: async () => known(false),
    risk: async (id) => ask(`risk ${id}`, () => 'none' as const),
  };
}

/** The parts of Exchange that show evidence. */
export function simulatedMailboxes(
  world: World,
  machine: Machine,
  tenant: SimTenant,
): Omit<ExchangeReader, 'restrictions' | 'askingOnce'> {
  const ask = async <T>(what: string, answer: () => T) =>
    read(() => askOutside({ world, machine, what: `exchange.${what}` }, answer));
  return {
    mailbox: async (address) =>
      ask(`mailbox ${address}`, (): Mailbox | undefined => {
        const account = accountOf(tenant, { mailbox: address });
        return account && { addresses: keysOf(account), shared: false, forwarding: known('none') };
      }),
    inboxRules: async (address) => ask(`inboxRules ${address}`, () => []),
    mailboxRights: async (mailbox) => ask(`mailboxRights ${mailbox}`, () => []),
  };
}

function idOf({ entities: [first] }: SimAccount): string {
  return first ? `id-of-${entityKey(first)}` : '';
}

function userOf(account: SimAccount, nowMs: number): DirectoryUser {
  const changedAt = stamp(lastSecured(account, nowMs) ?? LONG_AGO_MS);
  const addresses = keysOf(account);
  return {
    id: idOf(account),
    userPrincipalName: addresses[0] ?? '',
    addresses,
    enabled: true,
    lastPasswordChangeAt: changedAt,
    sessionsValidFrom: changedAt,
    onPremises: false,
  };
}
