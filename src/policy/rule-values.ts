import { assertNever } from '../support/assert-never.ts';
import { toEpochMs } from '../support/timestamp.ts';
import { isFields } from '../support/fields.ts';
import { RULE_VARIABLES, type RuleInput, type Shape } from './rule-variables.ts';

/**
 * The input as the CEL library takes it. Throws RangeError for a value that is larger than the bounds a rule's cost was
 * computed with, or that is of another type.
 */
export function toCelVariables(input: RuleInput): Record<string, unknown> {
  const given: Readonly<Record<string, unknown>> = { ...input };
  return Object.fromEntries(
    Object.entries(RULE_VARIABLES).map(([name, shape]) => [name, toCelValue(given[name], shape, name)]),
  );
}

function toCelValue(value: unknown, shape: Shape, at: string): unknown {
  switch (shape.is) {
    case 'text':
      if (typeof value !== 'string') throw wrong(at, 'no text');
      if (value.length > shape.longest) throw wrong(at, `longer than ${shape.longest} characters`);
      return value;
    case 'moment':
      return toDate(value, at);
    case 'int':
      if (!Number.isSafeInteger(value)) throw wrong(at, 'no whole number');
      return BigInt(Number(value));
    case 'bool':
      if (typeof value !== 'boolean') throw wrong(at, 'neither true nor false');
      return value;
    case 'list':
      return toList(value, shape, at);
    case 'object':
      return toObject(value, shape.fields, at);
    default:
      return assertNever(shape);
  }
}

function toDate(value: unknown, at: string): Date {
  const ms = typeof value === 'string' ? toEpochMs(value) : Number.NaN;
  if (Number.isNaN(ms)) throw wrong(at, 'no time');
  return new Date(ms);
}

function toList(value: unknown, { of, most }: Extract<Shape, { is: 'list' }>, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(at, 'no list');
  if (value.length > most) throw wrong(at, `longer than ${most} entries`);
  return value.map((item, index) => toCelValue(item, of, `${at}[${index}]`));
}

/** What is not there stays away, so that has() can ask for it. */
function toObject(
  value: unknown,
  fields: Readonly<Record<string, Shape>>,
  at: string,
): Readonly<Record<string, unknown>> {
  if (!isFields(value)) throw wrong(at, 'no object');
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, shape]) => {
      const inner = Object.hasOwn(value, key) ? value[key] : undefined;
      return inner === undefined ? [] : [[key, toCelValue(inner, shape, `${at}.${key}`)]];
    }),
  );
}

function wrong(at: string, what: string): RangeError {
  return new RangeError(`${at} is ${what}`);
}
