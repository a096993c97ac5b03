import type { UnblockRequest } from '../../request/request.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import { toEpochMs, type Timestamp } from '../../support/timestamp.ts';

const NAME = 'answersRestriction';

/** The request answers this restriction: the `restrictedSince` it names is the created time, to the whole second. */
export function answersRestriction({ restrictedSince }: UnblockRequest, createdAt: Timestamp): Predicate {
  if (restrictedSince === undefined) return holds(NAME, 'the request does not name a restriction time');
  return wholeSecond(restrictedSince) === wholeSecond(createdAt)
    ? holds(NAME, `the restriction was created at ${createdAt}, as the request says`)
    : fails(NAME, 'denied', `the request answers a restriction of ${restrictedSince}, and this one is of ${createdAt}`);
}

function wholeSecond(timestamp: Timestamp): number {
  return Math.floor(toEpochMs(timestamp) / 1000);
}
