import type { TenantFacts } from '../../evidence/evidence.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';

const NAME = 'oneAccount';

/**
 * One user of the directory holds each address that the request names. With nobody or several behind an address,
 * nothing that was checked need be about whoever sends from it. Says nothing where the directory did not answer: the
 * checks that needed the answer say so themselves.
 */
export function oneAccount({ holders }: TenantFacts): readonly Predicate[] {
  if (!holders) return [];
  const found = [
    { whose: 'the mailbox', held: holders.entity },
    ...(holders.securedAccount === undefined ? [] : [{ whose: 'the securedAccount', held: holders.securedAccount }]),
  ];
  const several = found.find(({ held }) => held === 'several');
  if (several) {
    const reason = `several users of the directory hold the address of ${several.whose}: see to it that one alone does`;
    return [fails(NAME, 'indeterminate', reason)];
  }
  const nobody = found.find(({ held }) => held === 'nobody');
  if (nobody) {
    const reason = `no user of the directory holds the address of ${nobody.whose}: ask for the one its account has now`;
    return [fails(NAME, 'pending', reason)];
  }
  return found.every(({ held }) => held === 'one') ? [holds(NAME, 'one user holds each address')] : [];
}
