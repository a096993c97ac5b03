import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Format } from './complaint.ts';

/** A schema ready for use. */
export interface CompiledSchema<T> {
  readonly accepts: ValidateFunction<T>;
  readonly formats: ReadonlyMap<string, Format>;
  /** What its references point at, by name. */
  readonly definitions: Readonly<Record<string, SchemaPart>>;
}

/** What messages need to know of a part of a schema. */
export interface SchemaPart {
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, SchemaPart>> | undefined;
  readonly additionalProperties?: unknown;
  readonly $ref?: string | undefined;
  readonly [keyword: string]: unknown;
}

/** One error of the validator, with the part of the schema and the data it is about. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: SchemaPart | undefined;
  readonly data?: unknown;
  /** The key in question, where it is a key and not its value. */
  readonly propertyName?: string | undefined;
}

/**
 * Compiles a schema of draft 2020-12, once. Throws for one that strict mode refuses or that uses an unnamed format. That it
 * is a schema at all is the tests' to find out: every start of the program would pay for that.
 */
export function compileSchema<T>(
  schema: AnySchemaObject,
  formats: Readonly<Record<string, Format>>,
): CompiledSchema<T> {
  const ajv = new Ajv2020({ allErrors: true, strict: true, verbose: true, validateSchema: false });
  for (const [name, format] of Object.entries(formats)) {
    ajv.addFormat(name, { type: 'string', validate: (text: string) => format(text) === undefined });
  }
  return {
    accepts: ajv.compile<T>(schema),
    formats: new Map(Object.entries(formats)),
    definitions: schema['$defs'] ?? {},
  };
}
