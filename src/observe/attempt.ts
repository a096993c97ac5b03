import type { RestrictionList } from '../ports/exchange.ts';
import { failureOf } from '../reconcile/control-state.ts';
import type { TenantFailure } from '../reconcile/types.ts';

/** What came of asking a tenant. */
export type Attempt<T> = { readonly value: T } | { readonly failure: TenantFailure };

/** Asks a tenant and keeps what stopped it, so that it stops nothing else. Our own bugs are thrown on. */
export async function attempt<T>(tenant: string, ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { failure: failureOf(tenant, error) };
  }
}

/** What is missing of a tenant's list, as its failure. */
export function listFailures(tenant: string, list: Attempt<RestrictionList>): readonly TenantFailure[] {
  if ('failure' in list) return [list.failure];
  if (list.value.complete) return [];
  const { reason, remedy } = list.value;
  const mends = remedy === 'grant' ? 'grant the right that is missing' : 'run again';
  const hint = `${mends}; until then what is not listed may be restricted all the same`;
  return [{ tenant, message: `its list is not complete: ${reason}`, hint, attention: 'unreachable' }];
}
