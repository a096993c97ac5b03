import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { Timestamp } from '../../support/timestamp.ts';

const NAME = 'notLiftedBefore';

/**
 * No run of ours has had this very restriction lifted already: after the tenant accepted a remove it is never sent again
 * for the same restriction, however long the list lags behind (rule 4).
 */
export function notLiftedBefore(lifted: readonly Timestamp[], fencedAt: Timestamp): Predicate {
  return lifted.includes(fencedAt)
    ? fails(NAME, 'pending', `the restriction of ${fencedAt} was lifted already, and the list has not caught up`)
    : holds(NAME, 'nobody has lifted this restriction before');
}
