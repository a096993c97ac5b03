import { child, type Finding } from './finding.ts';
import type { Complaint } from './complaint.ts';
import type { CompiledSchema, SchemaError, SchemaPart } from './schema.ts';
import { asYaml, didYouMean, either, named, quote } from './wording.ts';

type Schema = Pick<CompiledSchema<unknown>, 'formats' | 'definitions'>;

/** What a schema's error means to the person who wrote the file; undefined for an error that another one explains. */
export function explain(error: SchemaError, schema: Schema): Finding | undefined {
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error);
    case 'required':
      return missingKey(error, schema);
    case 'maxProperties':
    case 'minProperties':
      return wrongNumberOfKeys(error);
    default:
      return wrongValue(error, schema);
  }
}

/** The key that was probably meant by an unknown one: one of those that the object lacks. */
export function meantKey({ params, parentSchema, data }: SchemaError): string | undefined {
  const absent = keysOf(parentSchema).filter((key) => !Object.hasOwn(Object(data), key));
  return didYouMean(String(params['additionalProperty']), absent);
}

function keysOf(part: SchemaPart | undefined): readonly string[] {
  return Object.keys(part?.properties ?? {});
}

function inside(pointer: string): string {
  return pointer === '' ? '' : ` in ${named(pointer)}`;
}

function unknownKey(error: SchemaError): Finding {
  const key = String(error.params['additionalProperty']);
  const meant = meantKey(error);
  const allowed = keysOf(error.parentSchema);
  return {
    pointer: child(error.instancePath, key),
    at: 'key',
    message: `unknown key ${quote(key)}${inside(error.instancePath)}${meant ? `; did you mean "${meant}"?` : ''}`,
    hint: meant
      ? `Rename it to ${meant}.`
      : `Remove it, or use one of the keys that exist here: ${allowed.join(', ')}.`,
  };
}

function missingKey({ instancePath, params, parentSchema }: SchemaError, schema: Schema): Finding {
  const key = String(params['missingProperty']);
  const part: SchemaPart | undefined = parentSchema?.properties?.[key];
  const example = exampleOf(part, schema);
  return {
    pointer: instancePath,
    at: 'key',
    missing: child(instancePath, key),
    message: `${quote(key)} is missing${inside(instancePath)}`,
    hint: example === undefined ? 'Add it.' : `Add it, for example: ${key}: ${asYaml(example)}`,
  };
}

function exampleOf(part: SchemaPart | undefined, { definitions }: Schema): unknown {
  return part?.examples?.[0] ?? definitions[part?.$ref?.replace('#/$defs/', '') ?? '']?.examples?.[0];
}

/** Keys that don't exist are reported on their own, so only those that do are counted. */
function wrongNumberOfKeys({ instancePath, keyword, params, parentSchema, data }: SchemaError): Finding | undefined {
  const keys = keysOf(parentSchema);
  const present = keys.filter((key) => Object.hasOwn(Object(data), key));
  if (keyword === 'minProperties') {
    const hint = keys.length > 0 ? `Add ${either(keys)}.` : 'Add at least one entry.';
    return { pointer: instancePath, message: `${named(instancePath)} is empty`, hint };
  }
  if (present.length <= Number(params['limit'])) return undefined;
  return {
    pointer: instancePath,
    message: `${named(instancePath)} has ${present.join(' and ')}, but may have only one of them`,
    hint: 'Keep the one that is meant, and write a request of its own for the other.',
  };
}

function wrongValue(error: SchemaError, schema: Schema): Finding | undefined {
  const { instancePath, propertyName } = error;
  const complaint = complaintAbout(error, schema);
  if (!complaint) return undefined;
  const { says, hint } = complaint;
  if (propertyName === undefined) return { pointer: instancePath, message: `${named(instancePath)} ${says}`, hint };
  const pointer = child(instancePath, propertyName);
  return { pointer, at: 'key', message: `the key ${quote(propertyName)}${inside(instancePath)} ${says}`, hint };
}

function complaintAbout(error: SchemaError, schema: Schema): Complaint | undefined {
  const { keyword, data, params, parentSchema } = error;
  const limit = Number(params['limit']);
  switch (keyword) {
    case 'type':
      return wrongType(error);
    case 'const':
      return {
        says: `must be ${asYaml(params['allowedValue'])}, but ${actual(data)}`,
        hint: correctTo([params['allowedValue']]),
      };
    case 'enum':
      return notOneOf(data, wordsOf(params['allowedValues']));
    case 'format':
      return schema.formats.get(String(params['format']))?.(String(error.propertyName ?? data));
    case 'pattern':
      return { says: 'does not have the right form', hint: formHint(parentSchema) };
    case 'minLength':
      return {
        says: `is too short: it needs at least ${characters(limit)}`,
        hint: lengthHint('Make it longer', parentSchema),
      };
    case 'maxLength':
      return {
        says: `is too long: it may have at most ${characters(limit)}`,
        hint: lengthHint('Shorten it', parentSchema),
      };
    case 'minimum':
      return { says: `must be at least ${limit}, but is ${String(data)}`, hint: `Write ${limit} or more.` };
    case 'minItems':
      return { says: 'is an empty list', hint: formHint(parentSchema) };
    default:
      return undefined;
  }
}

function wordsOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(String) : [];
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`;
}

function formHint(part: SchemaPart | undefined): string {
  const [example] = part?.examples ?? [];
  return example === undefined ? 'Correct it.' : `Write it like ${asYaml(example)}.`;
}

function lengthHint(advice: string, part: SchemaPart | undefined): string {
  return part?.description === undefined ? `${advice}.` : `${advice}. What belongs here: ${part.description}`;
}

function correctTo(values: readonly unknown[]): string {
  return `Write ${either(values.map(asYaml))}.`;
}

function notOneOf(data: unknown, allowed: readonly string[]): Complaint {
  const meant = typeof data === 'string' ? didYouMean(data, allowed) : undefined;
  return {
    says: `must be ${either(allowed)}, but ${actual(data)}${meant ? `; did you mean ${meant}?` : ''}`,
    hint: correctTo(meant ? [meant] : allowed),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a group of keys',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
};

function wrongType({ data, params, parentSchema }: SchemaError): Complaint {
  const type = String(params['type']);
  const says = `must be ${TYPES[type] ?? type}, but ${actual(data)}`;
  const keys = keysOf(parentSchema);
  if (type === 'object' && keys.length > 0) {
    return { says, hint: `Indent its keys on the lines below it: ${keys.join(', ')}.` };
  }
  return { says, hint: typeHint(type, data, parentSchema) };
}

function typeHint(type: string, data: unknown, part: SchemaPart | undefined): string {
  const scalar = typeof data === 'number' || typeof data === 'boolean';
  // Quotes make text of anything, but not of a number a duration.
  if (type === 'string' && scalar && part?.['pattern'] === undefined) {
    return 'Put the value in quotes, so that it is read as text.';
  }
  if (type === 'boolean') return 'Write true or false, without quotes.';
  if (type === 'integer' && typeof data === 'string') return 'Write digits only, without quotes.';
  return formHint(part);
}

function actual(data: unknown): string {
  if (data === null) return 'is empty';
  if (Array.isArray(data)) return 'is a list';
  if (typeof data === 'object') return 'is a group of keys';
  return typeof data === 'number'
    ? `is the number ${data}`
    : `is ${typeof data === 'string' ? quote(data) : JSON.stringify(data)}`;
}
