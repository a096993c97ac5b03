// Generated from schemas/record.schema.json by npm run generate. Change the schema instead.

/**
 * A moment in UTC.
 */
export type Timestamp = string;
/**
 * A git object id.
 */
export type Sha = string;

/**
 * What became of one unblock request. Records remember; they authorise nothing.
 */
export interface UnblockRecord {
  /**
   * The version of this format.
   */
  apiVersion: 'reinstate/v1';
  /**
   * What this file is.
   */
  kind: 'UnblockRecord';
  /**
   * The request this record is about.
   */
  request: {
    /**
     * `<tenant>/<name>`.
     */
    id: string;
    /**
     * Where the request file is.
     */
    path: string;
    /**
     * Git's id of exactly the bytes that were judged.
     */
    blob: string;
    /**
     * The commit of the default branch that brought these bytes.
     */
    landingCommit: string;
    /**
     * The tip of the default branch when the record was written.
     */
    reconciledCommit: string;
    /**
     * The tenant's name in the policy.
     */
    tenant: string;
    /**
     * The tenant's id.
     */
    tenantId: string;
    /**
     * The restricted entity.
     */
    entity:
      | {
          /**
           * Its address, lower-cased.
           */
          mailbox: string;
        }
      | {
          /**
           * Its id, lower-cased.
           */
          connector: string;
        };
  };
  /**
   * Where the request stands; all but Pending and Applying are final.
   */
  phase: 'Pending' | 'Applying' | 'Unblocked' | 'NotRestricted' | 'Denied' | 'Expired' | 'Failed' | 'Withdrawn';
  /**
   * What is known about the request, one of each type.
   *
   * Items: One condition.
   */
  conditions: {
    /**
     * What the condition is about.
     */
    type: 'Valid' | 'Approved' | 'Evidenced' | 'Applied' | 'Verified' | 'SendingRestored' | 'RestrictedAgain';
    /**
     * Whether it holds.
     */
    status: 'True' | 'False' | 'Unknown';
    /**
     * Why, as one word.
     */
    reason: string;
    /**
     * Why, as a sentence.
     */
    message: string;
    /**
     * Since when it stands like this.
     */
    observedAt: string;
  }[];
  /**
   * Who approved, and what each review was worth.
   */
  approval?: {
    /**
     * The merged pull request; null where there was none.
     */
    pullRequest: number | null;
    author: Account | null;
    mergedAt: Timestamp | null;
    /**
     * The commit that brought the bytes.
     */
    landingCommit: string;
    /**
     * Who could not approve, and why.
     *
     * Items: Somebody barred.
     */
    barred: {
      /**
       * The login.
       */
      login: string;
      /**
       * The id, where known.
       */
      id: number | null;
      /**
       * Why.
       */
      reason: string;
    }[];
    /**
     * Every review, oldest first.
     *
     * Items: One review.
     */
    reviews: {
      /**
       * GitHub's id of the review.
       */
      id: number;
      user: Account | null;
      commit: Sha | null;
      blob: Sha | null;
      /**
       * A moment in UTC.
       */
      submittedAt: string;
      /**
       * By what right it would count.
       */
      authority: string;
      /**
       * Whether it counted.
       */
      counted: boolean;
      /**
       * Why it counted or did not.
       */
      reason: string;
    }[];
  };
  /**
   * What was checked in the tenant.
   *
   * Items: One check.
   */
  evidence?: {
    /**
     * Which check.
     */
    check: string;
    /**
     * What it showed.
     */
    result: 'pass' | 'fail' | 'unknown';
    /**
     * What was seen.
     */
    observed: string;
    /**
     * What it was compared with.
     */
    comparedTo: string;
    /**
     * A moment in UTC.
     */
    observedAt: string;
    /**
     * Where it was read.
     */
    source: string;
  }[];
  /**
   * The decision, and everything needed to make it again.
   */
  decision?: {
    /**
     * What was decided.
     */
    outcome: 'approved' | 'denied' | 'pending' | 'indeterminate';
    /**
     * Every check that was weighed.
     *
     * Items: One predicate.
     */
    predicates: {
      /**
       * Its name.
       */
      name: string;
      /**
       * Whether it holds.
       */
      satisfied: boolean;
      /**
       * What follows where it does not hold.
       */
      leadsTo?: 'denied' | 'pending' | 'indeterminate';
      /**
       * Why.
       */
      reason: string;
    }[];
    /**
     * A moment in UTC.
     */
    decidedAt: string;
    /**
     * A git object id.
     */
    policyBlob: string;
    landingPolicyBlob: Sha | null;
    /**
     * What the decision rests on, as it was given to the program.
     */
    input: {
      [k: string]: unknown;
    };
  };
  /**
   * The restriction the request answers.
   */
  restriction?: {
    /**
     * A moment in UTC.
     */
    createdAt: string;
    changedAt: Timestamp | null;
    /**
     * A moment in UTC.
     */
    fencedAt: string;
    /**
     * Why Microsoft restricted the entity.
     */
    reason: {
      /**
       * Which kind of reason.
       */
      kind: 'outboundSpam' | 'recipientLimit' | 'connector' | 'other';
      /**
       * Microsoft's text.
       */
      raw: string;
    };
  };
  /**
   * Every claim, the newest last.
   *
   * Items: One claim of one run.
   */
  attempts: {
    /**
     * The run and its attempt.
     */
    run: string;
    /**
     * A moment in UTC.
     */
    startedAt: string;
    /**
     * How long the claim is held, in milliseconds.
     */
    leaseMs: number;
    /**
     * How the tenant answered; `claimed` while nothing is known, `abandoned` where its holder died.
     */
    result: 'claimed' | 'accepted' | 'ambiguous' | 'refused' | 'unauthorized' | 'notSent' | 'abandoned';
    /**
     * What the tenant said, where it said anything.
     */
    message?: string;
    /**
     * The limit of this run, where it was given on the command line instead of the policy's.
     */
    maxUnblocks?: number;
  }[];
  /**
   * The program that wrote this.
   */
  tool: {
    /**
     * Its version.
     */
    version: string;
  };
}
/**
 * A GitHub account.
 */
export interface Account {
  /**
   * Its login when it was read.
   */
  login: string;
  /**
   * Its numeric id, which never changes; null where only the login is known.
   */
  id: number | null;
}
