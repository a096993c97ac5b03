import type { Timestamp } from '../support/timestamp.ts';

/** What a rule sees of a request about to be unblocked. Plain JSON: times are text here and timestamps in CEL. */
export interface RuleInput {
  readonly request: {
    readonly id: string;
    readonly tenant: string;
    readonly name: string;
    readonly entity: { readonly mailbox: string; readonly connector: string };
    readonly restrictedSince?: Timestamp;
    readonly securedAccount: string;
    readonly requestedBy: string;
    readonly ticket: string;
    readonly assessment: string;
    readonly justification: string;
    readonly attestations: Readonly<Record<string, RuleAttestation>>;
  };
  readonly approval: {
    readonly pullRequest: number;
    readonly author: string;
    readonly mergedAt?: Timestamp;
    readonly approvers: readonly string[];
    readonly count: number;
    readonly required: number;
  };
  readonly evidence: Readonly<Record<string, RuleEvidence>>;
  readonly restriction: {
    readonly createdAt: Timestamp;
    readonly changedAt?: Timestamp;
    readonly fencedAt: Timestamp;
    readonly temporary?: boolean;
    readonly reason: { readonly kind: string; readonly raw: string };
  };
  readonly history: { readonly unblocks: readonly Timestamp[]; readonly count: number };
  readonly now: Timestamp;
}

interface RuleAttestation {
  readonly attestedBy: string;
  readonly attestedAt: Timestamp;
  readonly method: string;
}

interface RuleEvidence {
  readonly result: string;
  readonly observed: string;
  readonly observedAt: Timestamp;
}

/** The type of a value in a rule, and how large it can be: what a rule may cost is computed from that. */
export type Shape =
  | { readonly is: 'text'; readonly longest: number }
  | { readonly is: 'moment' | 'int' | 'bool' }
  | { readonly is: 'list'; readonly of: Shape; readonly most: number }
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, Shape>> };

const text = (longest: number): Shape => ({ is: 'text', longest });
const object = (fields: Readonly<Record<string, Shape>>): Shape => ({ is: 'object', fields });
const moment: Shape = { is: 'moment' };
const int: Shape = { is: 'int' };
/** Addresses, logins and whatever else is one line. */
const line = text(400);

const attestation = object({ attestedBy: line, attestedAt: moment, method: line });
const check = object({ result: text(10), observed: text(2000), observedAt: moment });

/**
 * Everything a rule can name. A field that is not there (a check that is off, a time the restriction does not have) is
 * asked for with has(); texts that were not given are empty.
 */
export const RULE_VARIABLES = {
  request: object({
    id: line,
    tenant: line,
    name: line,
    entity: object({ mailbox: line, connector: line }),
    restrictedSince: moment,
    securedAccount: line,
    requestedBy: line,
    ticket: line,
    assessment: line,
    justification: text(4000),
    attestations: object({
      mfa: attestation,
      passwordReset: attestation,
      connectorReview: attestation,
      investigation: attestation,
    }),
  }),
  approval: object({
    pullRequest: int,
    author: line,
    mergedAt: moment,
    approvers: { is: 'list', of: line, most: 100 },
    count: int,
    required: int,
  }),
  evidence: object({
    passwordReset: check,
    mfa: check,
    sessionsRevoked: check,
    accountEnabled: check,
    forwarding: check,
    inboxRules: check,
    riskyUser: check,
  }),
  restriction: object({
    createdAt: moment,
    changedAt: moment,
    fencedAt: moment,
    temporary: { is: 'bool' },
    reason: object({ kind: line, raw: text(10_000) }),
  }),
  history: object({ unblocks: { is: 'list', of: moment, most: 1000 }, count: int }),
  now: moment,
} as const satisfies Readonly<Record<keyof RuleInput, Shape>>;
