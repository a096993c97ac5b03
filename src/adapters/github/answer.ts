import { UnavailableError } from '../../support/errors.ts';
import { isFields } from '../../support/fields.ts';
import { readIsoTime } from '../../support/iso-time.ts';
import type { Timestamp } from '../../support/timestamp.ts';

/**
 * One object of GitHub's answer, read strictly: a value of another kind than GitHub documents proves nothing, so every
 * method throws UnavailableError for one. What is null or absent is `null` where that is allowed.
 */
export interface Answer {
  text(name: string): string;
  textOrNull(name: string): string | null;
  /** A whole number that JavaScript can hold. */
  whole(name: string): number;
  wholeOrNull(name: string): number | null;
  flag(name: string): boolean;
  flagOrNull(name: string): boolean | null;
  time(name: string): Timestamp;
  timeOrNull(name: string): Timestamp | null;
  within(name: string): Answer;
  withinOrNull(name: string): Answer | null;
  list(name: string): readonly Answer[];
  listOrNull(name: string): readonly Answer[] | null;
  /** Whether the object has nothing in it: what GitHub puts where it knows nobody. */
  readonly empty: boolean;
}

/** Reads an answer about something, which messages name. Throws UnavailableError for what is no object. */
export function answerAbout(what: string, data: unknown): Answer {
  const refuse = (why: string): never => {
    throw new UnavailableError(`GitHub's answer about ${what} can not be read: ${why}`);
  };
  if (!isFields(data)) return refuse('it is not an object');
  const value = (name: string): unknown => (Object.hasOwn(data, name) ? data[name] : undefined) ?? null;
  const orNull =
    <T>(reading: (name: string) => T) =>
    (name: string): T | null =>
      value(name) === null ? null : reading(name);
  const text = (name: string): string => {
    const found = value(name);
    return typeof found === 'string' ? found : refuse(`${name} is not a text`);
  };
  const whole = (name: string): number => {
    const found = value(name);
    return typeof found === 'number' && Number.isSafeInteger(found) ? found : refuse(`${name} is not a whole number`);
  };
  const flag = (name: string): boolean => {
    const found = value(name);
    return typeof found === 'boolean' ? found : refuse(`${name} is neither true nor false`);
  };
  const time = (name: string): Timestamp => readIsoTime(text(name)) ?? refuse(`${name} is not a time`);
  const within = (name: string): Answer => answerAbout(`${what}, ${name}`, value(name));
  const list = (name: string): readonly Answer[] => answersAbout(`${what}, ${name}`, value(name));
  return {
    text,
    textOrNull: orNull(text),
    whole,
    wholeOrNull: orNull(whole),
    flag,
    flagOrNull: orNull(flag),
    time,
    timeOrNull: orNull(time),
    within,
    withinOrNull: orNull(within),
    list,
    listOrNull: orNull(list),
    empty: Object.keys(data).length === 0,
  };
}

/** The same for a list of objects. */
export function answersAbout(what: string, data: unknown): readonly Answer[] {
  if (Array.isArray(data)) return data.map((one: unknown) => answerAbout(what, one));
  throw new UnavailableError(`GitHub's answer about ${what} can not be read: it is not a list`);
}
