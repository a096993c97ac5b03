// Generated from schemas/drift.schema.json by npm run generate. Change the schema instead.

/**
 * A mailbox by its address, or `connector:` and a connector's id, lower-cased.
 */
export type Entity = string;
/**
 * A moment in UTC, to the millisecond.
 */
export type Timestamp = string;

/**
 * What a tenant shows outside any approved request. It remembers; it authorises nothing.
 */
export interface DriftRecord {
  /**
   * The version of this format.
   */
  apiVersion: 'reinstate/v1';
  /**
   * What this file is.
   */
  kind: 'DriftRecord';
  /**
   * The tenant's name in the policy.
   */
  tenant: string;
  /**
   * The tenant's id.
   */
  tenantId: string;
  /**
   * The drift as the last run that could look found it.
   */
  drift: Drift[];
  /**
   * Restrictions that were on the list when a run last read it, so that a later one notices which are gone.
   */
  seen: Seen[];
  /**
   * Restrictions that went without a remove of ours, for as long as they count in the cap.
   */
  cleared: Cleared[];
  /**
   * Notices that no webhook has taken yet; the next run tries again.
   */
  undelivered: Notice[];
  /**
   * What wrote this.
   */
  tool: {
    /**
     * The version of Reinstate.
     */
    version: string;
  };
}
/**
 * One difference found outside any approved request.
 */
export interface Drift {
  /**
   * What kind of difference.
   */
  kind:
    | 'Unrequested'
    | 'ClearedOutside'
    | 'EditedAfterSettlement'
    | 'IdReused'
    | 'RecordDamaged'
    | 'RecordOrphaned'
    | 'ClaimUnresolved';
  /**
   * The tenant's name.
   */
  tenant: string;
  /**
   * The entity it is about; null where it is about a file.
   */
  entity: Entity | null;
  /**
   * The request it is about, `<tenant>/<name>`; null where it is about none.
   */
  id: string | null;
  /**
   * Since when, as far as that is known.
   */
  since: Timestamp | null;
  /**
   * What it is, as a sentence.
   */
  message: string;
}
/**
 * One restriction on the list.
 */
export interface Seen {
  /**
   * A mailbox by its address, or `connector:` and a connector's id, lower-cased.
   */
  entity: string;
  /**
   * Its created time.
   */
  createdAt: Timestamp | null;
  /**
   * The later of its created and changed time.
   */
  fencedAt: Timestamp | null;
  /**
   * Whether it lifts by itself; null where the list does not say.
   */
  temporary: boolean | null;
  /**
   * Whether a request, settled or not, has spoken of it.
   */
  requested: boolean;
  /**
   * Whether it was told that nobody has asked about it for long.
   */
  told: boolean;
}
/**
 * One restriction that went without a remove of ours.
 */
export interface Cleared {
  /**
   * A mailbox by its address, or `connector:` and a connector's id, lower-cased.
   */
  entity: string;
  /**
   * The created time of what is gone.
   */
  createdAt: Timestamp | null;
  /**
   * A moment in UTC, to the millisecond.
   */
  noticedAt: string;
}
/**
 * Something that webhooks are told.
 */
export interface Notice {
  /**
   * The same whenever it is told again.
   */
  id: string;
  /**
   * What happened.
   */
  event: 'waitingForReview' | 'outcome' | 'unrequested' | 'clearedOutside' | 'restrictedAgain';
  /**
   * The tenant's name.
   */
  tenant: string;
  /**
   * The entity it is about; null where a file can't be read.
   */
  entity: Entity | null;
  /**
   * The request it is about, `<tenant>/<name>`; null where it is about none.
   */
  request: string | null;
  /**
   * The request's pull request.
   */
  pullRequest: number | null;
  /**
   * Where the request stands.
   */
  phase: string | null;
  /**
   * A moment in UTC, to the millisecond.
   */
  at: string;
  /**
   * What it is, as a sentence.
   */
  message: string;
}
