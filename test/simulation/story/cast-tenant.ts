import type { Random } from '../random.ts';
import type { SimAccount, SimTenant } from '../world/tenant.ts';
import { domainOf } from '../world/policies.ts';

const NAMES = ['alice', 'bob', 'carol'] as const;

/** A tenant with its accounts: some have two addresses, and now and then one is a connector. */
export function castTenant(name: string, random: Random): SimTenant {
  const domain = domainOf(name);
  const accounts = NAMES.slice(0, random.pick([1, 1, 1, 2, 2, 3])).map((who, index): SimAccount => {
    if (random.chance(0.15)) {
      return { entities: [{ connector: `6a1f0f3c-0000-4000-8000-00000000000${index}` }], securedAtMs: [] };
    }
    const primary = { mailbox: `${who}@${domain}` };
    const alias = { mailbox: `${who}.other@${domain}` };
    return { entities: random.chance(0.4) ? [primary, alias] : [primary], securedAtMs: [] };
  });
  return {
    name,
    accounts,
    rows: [],
    unblockLimit: random.chance(0.1) ? 1 : 100,
    removeOfAbsent: random.chance(0.5) ? 'accepted' : 'refused',
    unblocks: new Map(),
  };
}
