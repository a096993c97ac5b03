// Generated from schemas/unblock-request.schema.json by npm run generate. Change the schema instead.

/**
 * A request to unblock one restricted entity: unblock-requests/<tenant>/<name>.yaml. Which attestations it needs depends on the entity and the assessment.
 */
export interface RequestFile {
  /**
   * The version of this file format.
   */
  apiVersion: 'reinstate/v1';
  /**
   * What this file is.
   */
  kind: 'UnblockRequest';
  /**
   * What to unblock: exactly one mailbox or one connector.
   */
  entity: {
    /**
     * The restricted mailbox by its SMTP address, as the Restricted entities page shows it.
     */
    mailbox?: string;
    /**
     * The restricted inbound connector by its GUID (ConnectorId).
     */
    connector?: string;
  };
  /**
   * Which restriction this answers: its created time, to the whole second. Leave it out to answer the restriction that stands.
   */
  restrictedSince?: string;
  /**
   * Only for a shared mailbox: the account behind it that was secured.
   */
  securedAccount?: string;
  /**
   * The GitHub login of the person who asks. Believed only where a trusted intake App opens the pull request; else it can only be the author himself.
   */
  requestedBy?: string;
  /**
   * The ticket this belongs to, on one line. Optional unless the policy requires it.
   */
  ticket?: string;
  /**
   * Whether the account was really compromised. falsePositive works only where the policy allows it.
   */
  assessment?: 'compromised' | 'falsePositive';
  /**
   * What happened and what was done about it, for the person who approves.
   */
  justification: string;
  /**
   * What the author of the pull request states to have been done. Compromised mailbox: mfa and passwordReset. False positive: mfa and investigation. Connector: connectorReview.
   */
  attestations: {
    mfa?: Attestation;
    passwordReset?: Attestation;
    connectorReview?: Attestation;
    investigation?: Attestation;
  };
}
/**
 * One statement: who did it, and when.
 */
export interface Attestation {
  /**
   * Who did it: never the entity itself or the securedAccount.
   */
  attestedBy: string;
  /**
   * When it was done: after the restriction.
   */
  attestedAt: string;
  /**
   * How it was done, on one line.
   */
  method?: string;
}
