import { DURATION, durationMs, LONGEST_MS } from '../policy/durations.ts';
import type { Complaint } from '../request/complaint.ts';
import { entityKey } from '../request/entity.ts';
import { toMoment } from '../request/moment.ts';
import type { Attestation } from '../request/request.ts';
import { isLater, plus, toEpochMs, toTimestamp, type Timestamp } from '../support/timestamp.ts';
import type { EntityFacts } from './facts.ts';

/** A time as people say it: `now`, how long ago (`20m`), or written out. What is none of them comes back as it is. */
export function timeOf(text: string, now: Timestamp): string {
  const ago = text.replace(/\s+ago$/iu, '');
  if (/^now$/iu.test(text)) return wholeSecond(now);
  return DURATION.test(ago) && durationMs(ago) <= LONGEST_MS ? wholeSecond(plus(now, -durationMs(ago))) : text;
}

function wholeSecond(timestamp: Timestamp): Timestamp {
  return toTimestamp(Math.floor(toEpochMs(timestamp) / 1000) * 1000);
}

/** Why an attestation of this time would be denied for certain; undefined where it would not, as far as is known. */
export function untimely(text: string, entities: readonly EntityFacts[], now: Timestamp): Complaint | undefined {
  const moment = toMoment(text);
  if (moment === undefined) return undefined;
  for (const facts of entities) {
    const fencedAt = fenceOf(facts);
    if (fencedAt !== undefined && !isLater(moment, fencedAt)) {
      return {
        says: `${short(moment)} is not after ${short(fencedAt)}, when ${entityKey(facts.entity)} was restricted`,
        hint: 'What was done before the restriction does not count: do it again, and give that time.',
      };
    }
    const { maxAgeMs } = facts.tenant.attestations;
    if (toEpochMs(now) - toEpochMs(moment) > maxAgeMs) {
      return {
        says: `${short(moment)} is longer ago than the ${lasting(maxAgeMs)} that the policy allows before the merge`,
        hint: 'Make sure of it again, and give that time.',
      };
    }
  }
  return undefined;
}

/** Whether an earlier attestation still counts for all of these; what is not known of a restriction makes it a no. */
export function stillCounts({ attestedAt }: Attestation, entities: readonly EntityFacts[], now: Timestamp): boolean {
  const known = entities.every((facts) => fenceOf(facts) !== undefined);
  return known && !isLater(attestedAt, now) && untimely(attestedAt, entities, now) === undefined;
}

function fenceOf({ restriction }: EntityFacts): Timestamp | undefined {
  const times = restriction.known ? restriction.value?.times : undefined;
  return times?.known === true ? times.value.fencedAt : undefined;
}

function short(timestamp: Timestamp): string {
  return timestamp.replace(/\.\d+Z$/u, 'Z');
}

const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const;

/** A duration in the largest unit that says it in whole numbers above one. */
function lasting(ms: number): string {
  const [name, unit] = UNITS.find(([, size]) => ms % size === 0 && ms / size > 1) ?? ['seconds', 1000];
  return `${ms / unit} ${name}`;
}
