import type { RestrictionList } from '../ports/exchange.ts';
import { entityKey } from '../request/entity.ts';
import type { Desired } from './desired.ts';
import type { Drift, TenantRun } from './types.ts';

/** Restrictions that no unsettled request speaks of. */
export function unrequested(list: RestrictionList, { candidates }: Desired, { policy }: TenantRun): readonly Drift[] {
  const requested = new Set(candidates.map(({ request }) => entityKey(request.entity)));
  return list.restrictions
    .filter(({ entity }) => !requested.has(entityKey(entity)))
    .map(({ entity, createdAt }) => ({
      kind: 'Unrequested',
      tenant: policy.tenant,
      entity: entityKey(entity),
      id: null,
      since: createdAt ?? null,
      message: 'restricted, and no request asks to lift it',
    }));
}
