import { toTimestamp, type Timestamp } from '../support/timestamp.ts';
import type { Complaint } from './complaint.ts';

const DATE_TIME =
  /^(?<date>\d{4}-\d{2}-\d{2})T(?<time>\d{2}:\d{2}:\d{2})(?:\.(?<fraction>\d+))?(?:Z|(?<sign>[+-])(?<offset>\d{2}:\d{2}))$/iu;
const TIME_OF_DAY = /^(?:[01]\d|2[0-3])(?::[0-5]\d)+$/u;
const EXAMPLE = 'Write it like 2026-11-23T08:30:00Z, or with an offset, like 2026-11-23T09:30:00+01:00.';
const MINUTE_MS = 60_000;

/** What keeps a text from being a real RFC 3339 moment; undefined where it is one. */
export function momentComplaint(text: string): Complaint | undefined {
  const read = readMoment(text);
  return typeof read === 'string' ? undefined : read;
}

/** The moment an RFC 3339 text means, in UTC; what is finer than a millisecond is cut off. Undefined for anything else. */
export function toMoment(text: string): Timestamp | undefined {
  const read = readMoment(text);
  return typeof read === 'string' ? read : undefined;
}

function readMoment(text: string): Timestamp | Complaint {
  const parts = DATE_TIME.exec(text)?.groups;
  if (!parts) return misshapen(text);
  const { date = '', time = '', fraction = '', sign = '+', offset = '00:00' } = parts;
  if (!isRealDate(date)) {
    return { says: `is no real date: the calendar has no ${date}`, hint: `Correct the day. ${EXAMPLE}` };
  }
  if (!TIME_OF_DAY.test(time)) {
    return { says: `is no real time of day: no clock shows ${time}`, hint: `Correct the time. ${EXAMPLE}` };
  }
  if (!TIME_OF_DAY.test(offset)) return { says: 'has an offset that does not exist', hint: EXAMPLE };
  const [hours = 0, minutes = 0] = offset.split(':').map(Number);
  const offsetMs = (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
  const moment = toTimestamp(Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`) - offsetMs);
  // Outside the years 0 to 9999 it would no longer compare as text.
  return /^\d{4}-/u.test(moment) ? moment : { says: 'is out of range', hint: EXAMPLE };
}

/** A date that does not exist either fails to parse or becomes a neighbouring one. */
function isRealDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00.000Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

function misshapen(text: string): Complaint {
  if (/^\d{4}-\d{2}-\d{2}$/u.test(text)) return { says: 'is a date without a time', hint: EXAMPLE };
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/iu.test(text)) {
    return { says: 'has no offset from UTC', hint: EXAMPLE };
  }
  return { says: 'is no date and time of RFC 3339', hint: EXAMPLE };
}
