import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import { isLater, type Timestamp } from '../../support/timestamp.ts';

const NAME = 'notLiftedBefore';

/**
 * No run of ours has had this very restriction lifted already: after the tenant accepted a remove it is never sent again
 * for the same restriction, however long the list lags behind (rule 4). A remove lifts all that its entity had by then, so
 * only what came later than it is another restriction.
 */
export function notLiftedBefore(lifted: readonly Timestamp[], fencedAt: Timestamp): Predicate {
  return lifted.some((time) => !isLater(fencedAt, time))
    ? fails(NAME, 'pending', `the restriction of ${fencedAt} was lifted already, and the list has not caught up`)
    : holds(NAME, 'nobody has lifted this restriction before');
}
