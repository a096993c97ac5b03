import { hash } from 'node:crypto';

/** An id that looks like git's and means nothing but its number. */
export function idOf(number: number): string {
  return (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').repeat(5);
}

/** The id of these bytes: the same bytes, the same id. */
export function blobId(bytes: Uint8Array): string {
  return hash('sha1', bytes);
}
