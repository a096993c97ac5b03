import { readIsoTime, realMoment } from '../../support/iso-time.ts';
import { toTimestamp, type Timestamp } from '../../support/timestamp.ts';

const DOTNET_JSON = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/u;
const HTTP = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/u;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const US = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d) ([AP])M$/iu;
/** Nothing was restricted before; an earlier date is a default value in disguise and would fence nothing. */
const EARLIEST = '2000-01-01T00:00:00.000Z';

/** A time in a row: there, not there, or there and unreadable. */
export type RowTime = { readonly state: 'read'; readonly at: Timestamp } | { readonly state: 'absent' | 'unreadable' };

/**
 * Reads a time in one of the shapes that Exchange is known or suspected to answer with: ISO 8601 (UTC where it has no
 * offset), `/Date(ms)/`, `Mon, 23 Nov 2026 07:41:00 GMT` and `11/23/2026 7:41:00 AM` (UTC). .NET's smallest date stands
 * for none. What could mean two moments, such as `23/11/2026 07:41:00`, a bare number, or `5/6/2026 7:41:00 AM`, is
 * unreadable: which culture Exchange would print a date in is not known, so a month that could be a day is none.
 */
export function readRowTime(value: unknown): RowTime {
  if (value === undefined || value === null || value === '') return { state: 'absent' };
  if (typeof value !== 'string') return { state: 'unreadable' };
  const text = value.trim();
  if (text.startsWith('0001-01-01T00:00:00') || text.startsWith('1/1/0001 12:00:00 AM')) return { state: 'absent' };
  const at = readIsoTime(text) ?? dotnetTime(text) ?? httpTime(text) ?? usTime(text);
  return at === undefined || at < EARLIEST ? { state: 'unreadable' } : { state: 'read', at };
}

function dotnetTime(text: string): Timestamp | undefined {
  const ms = Number(DOTNET_JSON.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(ms) || ms > Date.UTC(9999, 0) || ms < 0 ? undefined : toTimestamp(ms);
}

function httpTime(text: string): Timestamp | undefined {
  const [, day = '', month = '', ...rest] = HTTP.exec(text) ?? [];
  const [year = 0, hour = 0, minute = 0, second = 0] = rest.map(Number);
  const moment = realMoment([year, MONTHS.indexOf(month) + 1, Number(day), hour, minute, second]);
  return moment === undefined || day === '' ? undefined : toTimestamp(moment);
}

/** Only where the day can't be a month, or is the same number. */
function usTime(text: string): Timestamp | undefined {
  const match = US.exec(text);
  if (!match) return undefined;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (hour < 1 || hour > 12 || (day <= MONTHS.length && day !== month)) return undefined;
  const afternoon = match[7]?.toUpperCase() === 'P' ? 12 : 0;
  const moment = realMoment([year, month, day, (hour % 12) + afternoon, minute, second]);
  return moment === undefined ? undefined : toTimestamp(moment);
}
