import { toTimestamp, type Timestamp } from './timestamp.ts';

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/iu;

/**
 * An ISO 8601 moment as other systems write it: any precision, floored to milliseconds; UTC where it has no offset.
 * Undefined for anything else, dates that don't exist included.
 */
export function readIsoTime(text: string): Timestamp | undefined {
  const match = ISO.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = match;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const local = realMoment([year, month, day, hour, minute, second].map(Number));
  const offsetMs = offsetOf(offset);
  if (local === undefined || offsetMs === undefined) return undefined;
  const moment = toTimestamp(local + ms - offsetMs);
  return /^\d{4}-/u.test(moment) ? moment : undefined;
}

/** Epoch milliseconds of year, month, day, hour, minute, second in UTC; undefined where no calendar has them. */
export function realMoment(parts: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const back = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
  const same = [year, month, day, hour].every((part, index) => part === back[index]);
  return same && minute < 60 && second < 60 ? date.getTime() : undefined;
}

function offsetOf(text: string): number | undefined {
  if (text.toUpperCase() === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
