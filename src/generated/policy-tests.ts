// Generated from schemas/policy-tests.schema.json by npm run generate. Change the schema instead.

/**
 * A date and time with an offset (RFC 3339). Quoted and unquoted mean the same.
 */
export type Timestamp = string;
/**
 * What became of a predicate: satisfied, or what it leads to.
 */
export type Status = 'satisfied' | 'denied' | 'pending' | 'indeterminate';

/**
 * Cases that the policy has to decide as they say: .github/reinstate.tests.yml, run by reinstate policy test.
 */
export interface PolicyTestsFile {
  /**
   * The version of this file format.
   */
  apiVersion: 'reinstate/v1';
  /**
   * What this file is.
   */
  kind: 'PolicyTests';
  /**
   * The cases, each on its own.
   *
   * @minItems 1
   */
  cases: Case[];
}
/**
 * One case: what is given, and what has to come of it.
 */
export interface Case {
  /**
   * What the case shows, on one line.
   */
  name: string;
  given?: Given;
  /**
   * What is done: there is one thing to do, so it may be left out.
   */
  when?: 'decide';
  then: Then;
}
/**
 * What is given. Times that are left out stand in their order shortly before now; whatever else is left out has a value with which the policy approves.
 */
export interface Given {
  /**
   * A tenant of the policy; the first one where it is left out.
   */
  tenant?: string;
  request?: Request;
  approval?: Approval;
  evidence?: Evidence;
  restriction?: Restriction;
  history?: History;
  /**
   * A date and time with an offset (RFC 3339). Quoted and unquoted mean the same.
   */
  now?: string;
}
/**
 * What the request file says. It is checked as any request file is.
 */
export interface Request {
  /**
   * What to unblock: exactly one mailbox or one connector.
   */
  entity?: {
    /**
     * The restricted mailbox.
     */
    mailbox?: string;
    /**
     * The restricted connector.
     */
    connector?: string;
  };
  /**
   * Which restriction this answers.
   */
  restrictedSince?: string;
  /**
   * The account behind a shared mailbox that was secured; the tenant shows it to be one.
   */
  securedAccount?: string;
  /**
   * The person an intake App speaks for.
   */
  requestedBy?: string;
  /**
   * The ticket; there is one where the policy requires it.
   */
  ticket?: string;
  /**
   * Whether the account was really compromised.
   */
  assessment?: 'compromised' | 'falsePositive';
  /**
   * What happened and what was done about it.
   */
  justification?: string;
  /**
   * What the author states. Those that the entity and the assessment need are there without being named.
   */
  attestations?: {
    mfa?: Attestation;
    passwordReset?: Attestation;
    connectorReview?: Attestation;
    investigation?: Attestation;
  };
}
/**
 * One attestation; what is left out has the default.
 */
export interface Attestation {
  /**
   * Who did it.
   */
  attestedBy?: string;
  /**
   * When it was done.
   */
  attestedAt?: string;
  /**
   * How it was done.
   */
  method?: string;
}
/**
 * How the request was approved.
 */
export interface Approval {
  /**
   * The pull request's number.
   */
  pullRequest?: number;
  /**
   * Who opened it: a login, of an App where it ends in [bot].
   */
  author?: string;
  /**
   * When it was merged.
   */
  mergedAt?: string;
  /**
   * The reviews, oldest first; as many approvals as the request needs where it is left out.
   */
  reviews?: Review[];
}
/**
 * One review, of exactly the bytes that landed.
 */
export interface Review {
  /**
   * Who reviewed: a login.
   */
  user: string;
  /**
   * What the review says.
   */
  state?: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  /**
   * When it was submitted.
   */
  submittedAt?: string;
  /**
   * What the reviewer may do in the repository now.
   */
  role?: 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';
  /**
   * The teams the reviewer belongs to.
   *
   * Items: A team's slug.
   */
  teams?: string[];
  /**
   * Whether the file read otherwise when it was reviewed.
   */
  ofOtherContent?: boolean;
}
/**
 * What each check of the tenant shows.
 */
export interface Evidence {
  /**
   * Whether the password was changed after the restriction.
   */
  passwordReset?: 'pass' | 'fail' | 'unknown' | 'unreadable';
  /**
   * Whether a strong method is registered.
   */
  mfa?: 'pass' | 'fail' | 'unknown' | 'unreadable';
  /**
   * Whether every session was ended after the restriction.
   */
  sessionsRevoked?: 'pass' | 'fail' | 'unknown' | 'unreadable';
  /**
   * Whether the account may sign in.
   */
  accountEnabled?: 'pass' | 'fail' | 'unknown' | 'unreadable';
  /**
   * Whether mail stays within the tenant.
   */
  forwarding?: 'pass' | 'fail' | 'unknown' | 'unreadable';
  /**
   * Whether no inbox rule does what an intruder's does.
   */
  inboxRules?: 'pass' | 'fail' | 'unknown' | 'unreadable';
  /**
   * Whether Identity Protection sees no open risk.
   */
  riskyUser?: 'pass' | 'fail' | 'unknown' | 'unreadable';
}
/**
 * The restriction as the list of restricted entities shows it.
 */
export interface Restriction {
  /**
   * Whether the entity is on the list at all.
   */
  listed?: boolean;
  /**
   * When the restriction began.
   */
  createdAt?: string;
  /**
   * When it last changed; never where it is left out.
   */
  changedAt?: string;
  /**
   * Whether it lifts by itself; not said where it is left out.
   */
  temporary?: boolean;
  /**
   * Why the entity was restricted.
   */
  reason?: {
    /**
     * The kind of reason.
     */
    kind?: 'outboundSpam' | 'recipientLimit' | 'connector' | 'other';
    /**
     * Microsoft's text.
     */
    raw?: string;
  };
}
/**
 * What was unblocked before.
 */
export interface History {
  /**
   * When this account was unblocked before.
   */
  unblocks?: Timestamp[];
}
/**
 * What has to come of it.
 */
export interface Then {
  /**
   * The decision; invalid where the request file itself is refused.
   */
  outcome: 'approved' | 'denied' | 'pending' | 'indeterminate' | 'invalid';
  /**
   * What has to become of single predicates, by name, such as enoughApprovals, evidence.mfa or rule.no-weekend-vips. Others may do as they like.
   */
  predicates?: {
    [k: string]: Status;
  };
}
