import type { Timestamp } from '../support/timestamp.ts';
import type { Entity } from './entity.ts';

/** A request file that passed every check which needs no other system: lower-cased, times in UTC, defaults filled in. */
export interface UnblockRequest {
  /** `<tenant>/<name>`. */
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly path: string;
  readonly entity: Entity;
  readonly restrictedSince?: Timestamp;
  readonly securedAccount?: string;
  readonly requestedBy?: string;
  readonly ticket?: string;
  readonly assessment: 'compromised' | 'falsePositive';
  readonly justification: string;
  readonly attestations: Readonly<Partial<Record<AttestationKind, Attestation>>>;
}

/** What can be attested; which ones a request needs follows from its entity and assessment. */
export type AttestationKind = 'mfa' | 'passwordReset' | 'connectorReview' | 'investigation';

/** What a person states to have been done. */
export interface Attestation {
  readonly attestedBy: string;
  readonly attestedAt: Timestamp;
  readonly method?: string;
}
