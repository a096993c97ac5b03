import { Ajv2020 } from 'ajv/dist/2020.js';
import { stringify } from 'safe-stable-stringify';
import schema from '../../schemas/record.schema.json' with { type: 'json' };
import { InternalError } from '../support/errors.ts';
import type { UnblockRecord } from './record.ts';

const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile<UnblockRecord>(schema);

/** A record that can't be read, and why. */
export interface DamagedRecord {
  readonly damaged: string;
}

/**
 * A record as canonical JSON (sorted keys, two spaces, final newline), so that the same record is the same blob.
 * Throws InternalError for one that its own schema refuses.
 */
export function encodeRecord(record: UnblockRecord): Uint8Array {
  if (!validate(record)) throw new InternalError(`refusing to write an invalid record: ${complaints()}`);
  return new TextEncoder().encode(`${stringify(record, null, 2)}\n`);
}

/** Reads a record; damage is an answer, not an error. */
export function decodeRecord(bytes: Uint8Array): UnblockRecord | DamagedRecord {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { damaged: 'it is not JSON' };
  }
  return validate(value) ? value : { damaged: complaints() };
}

function complaints(): string {
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim()).join('; ');
}
