import type { EvidenceCheck } from '../../../src/evidence/evidence.ts';
import type { FaultMatch, SystemName } from '../../../src/sandbox/faults.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Tenant } from '../../../src/sandbox/tenant/tenant.ts';

/** Whose tenant, mailbox and connector a cell is about. */
export interface Subject {
  readonly world: Sandbox;
  readonly tenant: Tenant;
  readonly address: string;
  /** Somebody else of the tenant. */
  readonly colleague: string;
  readonly connector: string;
}

/**
 * What a call is for. `judging`: whether anything is unblocked rests on it. `asking`: its answer can speak against a request,
 * and where there is none others tell enough. `removing`: it unblocks. `verifying`: it is made after the unblock.
 */
export type Purpose = 'judging' | 'asking' | 'removing' | 'verifying';

/** One call of a run, and how to come by it. */
export interface Call {
  readonly name: string;
  readonly system: SystemName;
  readonly purpose: Purpose;
  /** Which requests are this call and no other of the tenant. */
  match(subject: Subject): FaultMatch;
  /** How many such requests there are before the one that is meant. */
  readonly skip?: number;
  /** The check that the call serves, where the policy asks for more than the rest of the calls. */
  readonly serves?: EvidenceCheck;
  /** What the request is about; a mailbox unless it says otherwise. */
  readonly about?: 'sharedMailbox' | 'connector';
  /** What has to be there for the call to be made, and to matter. */
  prepare?(subject: Subject): void;
}

/** How often a fault strikes its call. */
export type Often = 'once' | 'always';

/** Where a request ends under a fault, and in what state the run leaves it for the next one. */
export interface Ending {
  readonly phase: 'Unblocked' | 'Pending' | 'Applying' | 'Failed' | 'Denied';
  readonly exitCode: 0 | 1 | 3;
}

/** One fault on one call. */
export interface Cell {
  readonly call: Call;
  /** `<system>/<name>` of the catalogue. */
  readonly fault: string;
  readonly often: Often;
  readonly ending: Ending;
}
