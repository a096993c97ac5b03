import type { Entity } from '../../../src/request/entity.ts';
import { stamp } from './time.ts';

/** What a request file says, as the story knows it. */
export interface Ask {
  readonly entity: Entity;
  readonly attestedAtMs: number;
  readonly restrictedSinceMs?: number;
  /** Whether the file holds to its schema. */
  readonly valid: boolean;
  /** Makes two files differ that say the same. */
  readonly wording: string;
}

/** The path of a request. */
export function pathOf(tenant: string, name: string): string {
  return `unblock-requests/${tenant}/${name}.yaml`;
}

/** The file of an ask. */
export function askYaml({ entity, attestedAtMs, restrictedSinceMs, valid, wording }: Ask): string {
  const attested = `{ attestedBy: dana@contoso.com, attestedAt: ${stamp(attestedAtMs)} }`;
  const connector = 'connector' in entity;
  return [
    'apiVersion: reinstate/v1',
    `kind: ${valid ? 'UnblockRequest' : 'UnblockWish'}`,
    `entity: ${connector ? `{ connector: ${entity.connector} }` : `{ mailbox: ${entity.mailbox} }`}`,
    ...(restrictedSinceMs === undefined ? [] : [`restrictedSince: ${stamp(restrictedSinceMs)}`]),
    `justification: Password phished and the account recovered, ${wording}.`,
    'attestations:',
    ...(connector ? [`  connectorReview: ${attested}`] : [`  mfa: ${attested}`, `  passwordReset: ${attested}`]),
    '',
  ].join('\n');
}
