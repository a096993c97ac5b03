import type { Given, Timestamp as WrittenTime } from '../generated/policy-tests.ts';
import { toMoment } from '../request/moment.ts';
import { InternalError } from '../support/errors.ts';
import { laterOf, plus, type Timestamp } from '../support/timestamp.ts';

/** A Monday morning, when nothing is closed. */
const ORDINARY_NOW: Timestamp = '2026-11-23T10:00:00.000Z';
const MINUTE_MS = 60_000;

/** When everything in a case happened. */
export interface CaseTimes {
  readonly now: Timestamp;
  readonly createdAt: Timestamp;
  readonly changedAt: Timestamp | undefined;
  /** The later of the two: after it is later than the restriction whatever the policy's fence is. */
  readonly restrictedAt: Timestamp;
  readonly attestedAt: Timestamp;
  readonly reviewedAt: Timestamp;
  readonly mergedAt: Timestamp;
  readonly observedAt: Timestamp;
}

/** The times a case gives; the others stand in their order within the half hour before now. */
export function caseTimes({ now, restriction, approval }: Given): CaseTimes {
  const at = now === undefined ? ORDINARY_NOW : caseTime(now);
  const before = (minutes: number): Timestamp => plus(at, -minutes * MINUTE_MS);
  const createdAt = restriction?.createdAt === undefined ? before(30) : caseTime(restriction.createdAt);
  const changedAt = restriction?.changedAt === undefined ? undefined : caseTime(restriction.changedAt);
  return {
    now: at,
    createdAt,
    changedAt,
    restrictedAt: changedAt === undefined ? createdAt : laterOf(createdAt, changedAt),
    attestedAt: before(15),
    reviewedAt: before(12),
    mergedAt: approval?.mergedAt === undefined ? before(10) : caseTime(approval.mergedAt),
    observedAt: before(1),
  };
}

/** A time that the schema accepted. */
export function caseTime(text: WrittenTime): Timestamp {
  const moment = toMoment(text);
  if (moment === undefined) throw new InternalError('the schema accepted a date that is none');
  return moment;
}
