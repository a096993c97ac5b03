import { Ajv2020, type SchemaObject } from 'ajv/dist/2020.js';
import { stringify } from 'safe-stable-stringify';
import driftSchema from '../../schemas/drift.schema.json' with { type: 'json' };
import recordSchema from '../../schemas/record.schema.json' with { type: 'json' };
import { InternalError } from '../support/errors.ts';
import type { DriftRecord } from './drift.ts';
import type { UnblockRecord } from './record.ts';

/** A file of the records branch that can't be read, and why. */
export interface Damaged {
  readonly damaged: string;
}

/** What is said of a record that can't be read, wherever somebody meets it. */
export function unreadableRecord(why: string): string {
  return `its record can't be read: ${why}`;
}

/** How one kind of file on the records branch is written and read. */
interface Format<T extends object> {
  /** Canonical JSON. Throws InternalError for a value that its own schema refuses. */
  readonly encode: (value: T) => Uint8Array;
  /** Damage is an answer, not an error. */
  readonly decode: (bytes: Uint8Array) => T | Damaged;
}

const RECORD = format<UnblockRecord>(recordSchema);
const DRIFT = format<DriftRecord>(driftSchema);

/**
 * A record as canonical JSON (sorted keys, two spaces, final newline), so that the same record is the same blob.
 * Throws InternalError for one that its own schema refuses.
 */
export const encodeRecord = RECORD.encode;

/** Reads a record; damage is an answer, not an error. */
export const decodeRecord = RECORD.decode;

/** A tenant's drift, in the same way. Throws InternalError for one that its own schema refuses. */
export const encodeDrift = DRIFT.encode;

/** Reads a tenant's drift; damage is an answer, not an error. */
export const decodeDrift = DRIFT.decode;

function format<T extends object>(schema: SchemaObject): Format<T> {
  // Tests find out whether it is a schema at all; every start of the program would pay for that.
  const options = { allErrors: true, strict: true, allowUnionTypes: true, validateSchema: false };
  const validate = new Ajv2020(options).compile<T>(schema);
  const complaints = (): string =>
    (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim()).join('; ');
  return {
    encode(value) {
      if (!validate(value)) throw new InternalError(`refusing to write an invalid ${schema['title']}: ${complaints()}`);
      return new TextEncoder().encode(`${stringify(value, null, 2)}\n`);
    },
    decode(bytes) {
      let value: unknown;
      try {
        value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
      } catch {
        return { damaged: 'it is not JSON' };
      }
      return validate(value) ? value : { damaged: complaints() };
    },
  };
}
