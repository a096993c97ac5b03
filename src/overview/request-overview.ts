import type { DecisionInput } from '../decision/decide.ts';
import { entityKey } from '../request/entity.ts';
import { known } from '../support/reading.ts';
import { overviewOf, type Overview } from './overview.ts';

/**
 * The overview of the entity that a request names, from what the request was judged from: nobody is asked again. Undefined
 * where the tenant was not asked, as the approval can no longer stand. Pure.
 */
export function requestOverview({ request, policies, tenant, now }: DecisionInput): Overview | undefined {
  if (!tenant) return undefined;
  const { restrictions, facts, unblocks } = tenant;
  const rows = [...restrictions.named, ...restrictions.others];
  const { observedAt, list } = restrictions;
  const earlier = unblocks.map((at) => {
    return { at, restriction: null, outside: false, entity: entityKey(request.entity) };
  });
  return overviewOf({
    entity: request.entity,
    policy: policies.tip,
    now,
    list: list.complete
      ? { complete: true, observedAt, restrictions: rows }
      : { complete: false, observedAt, restrictions: rows, reason: list.reason, remedy: 'retry' },
    facts,
    requests: known([]),
    unblocks: known(earlier),
  });
}
