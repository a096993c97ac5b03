// Generated from schemas/policy.schema.json by npm run generate. Change the schema instead.

/**
 * A GitHub login. Case does not matter.
 */
export type Login = string;
/**
 * One plain SMTP address: no wildcard, no quoting, nothing but ASCII. Case does not matter.
 */
export type Address = string;

/**
 * The policy of a control repository: .github/reinstate.yml.
 */
export interface PolicyFile {
  /**
   * The version of this file format.
   */
  apiVersion: 'reinstate/v1';
  /**
   * What this file is.
   */
  kind: 'Policy';
  /**
   * The Microsoft 365 tenants, each by the name of its folder under unblock-requests/.
   */
  tenants: {
    [k: string]: Tenant;
  };
  approvals?: Approvals;
  /**
   * What is asked of attestations.
   */
  attestations?: {
    /**
     * How old an attestation may be when the request is merged.
     */
    maxAge?: string;
  };
  /**
   * What is asked of requests.
   */
  request?: {
    /**
     * How long after its merge a request may still be carried out.
     */
    ttl?: string;
    /**
     * Whether every request names a ticket.
     */
    ticket?: 'optional' | 'required';
  };
  /**
   * The restriction's time, which attestations and reviews must be later than: changed is the later of created and changed, where the row has it; created is the created time alone.
   */
  fence?: 'changed' | 'created';
  evidence?: Evidence;
  limits?: Limits;
  /**
   * CEL expressions; each must hold for a request to be approved, and until the ttl one that does not hold leaves it waiting. They are judged together with the evidence, after everything else, and see: request (id, tenant, name, entity.mailbox and entity.connector, restrictedSince, securedAccount, requestedBy, ticket, assessment, justification, attestations.<kind> with attestedBy, attestedAt, method), approval (pullRequest, author, mergedAt, approvers, count, required), evidence.<check> with result, observed, observedAt for the checks that are switched on, restriction (createdAt, changedAt, fencedAt, temporary, reason.kind, reason.raw), history (unblocks, count) and now. Times are timestamps in UTC; texts that were not given are empty; ask with has() for whatever else may be absent, as an error in a rule means that nothing is decided. matches() takes a literal RE2 pattern, and an expression that could take long is refused.
   */
  rules?: Rule[];
  /**
   * When webhooks are told what nobody did. Where they are told is no part of the policy, as their addresses are secrets.
   */
  notifications?: {
    /**
     * How long a restriction may stand without a request before that is told.
     */
    unrequestedAfter?: string;
  };
  /**
   * Whether records may be written in a public repository.
   */
  publicRecords?: boolean;
}
/**
 * One tenant. Its approvals, evidence and limits replace the global block whole; what they leave out has the default.
 */
export interface Tenant {
  /**
   * The tenant's id in Microsoft Entra.
   */
  tenantId: string;
  /**
   * The application that unblocks.
   */
  clientId: string;
  /**
   * The application for everything that only reads; without it clientId reads as well.
   */
  readerClientId?: string;
  /**
   * The tenant's mail domains; addresses outside them are refused. A domain matches exactly, not its subdomains.
   *
   * @minItems 1
   *
   * Items: A domain name.
   */
  domains: string[];
  /**
   * The Microsoft cloud the tenant lives in. All but public are untested and need acceptUntested: true.
   */
  cloud?: 'public' | 'usGov' | 'usGovDod' | 'china';
  /**
   * Accepts a cloud that Reinstate was never tested against.
   */
  acceptUntested?: boolean;
  /**
   * How Reinstate signs in. azureCli is for reading only.
   */
  credential?: 'githubOidc' | 'certificate' | 'managedIdentity' | 'azureCli';
  /**
   * Where Exchange and Graph answer, both alike: exact Microsoft hosts of the cloud, or loopback for tests.
   */
  endpoints?: {
    /**
     * The origin of the Exchange admin API.
     */
    exchange: string;
    /**
     * The origin of Microsoft Graph.
     */
    graph: string;
  };
  approvals?: Approvals;
  evidence?: Evidence;
  limits?: Limits;
}
/**
 * Who approves, and how many of them it takes.
 */
export interface Approvals {
  /**
   * How many approving reviews a request needs.
   */
  required?: number;
  /**
   * Who is an approver: any one of users, teams and permission is enough. An approver must also hold write when the decision is made.
   */
  approvers: {
    /**
     * GitHub logins.
     */
    users?: Login[];
    /**
     * Teams of the repository's owner, each by its slug alone.
     *
     * Items: A team's slug.
     */
    teams?: string[];
    /**
     * The repository role that makes an approver of everyone who holds it or more; none for nobody.
     */
    permission?: 'none' | 'write' | 'maintain' | 'admin';
  };
  /**
   * GitHub Apps, each by its slug, whose requestedBy is believed.
   *
   * Items: A GitHub App's slug.
   */
  intake?: string[];
  /**
   * Who is who: GitHub login to SMTP address. Nobody approves for his own address.
   */
  people?: {
    [k: string]: Address;
  };
  /**
   * Entities that need more approvals; the highest number that matches wins.
   *
   * Items: Entities and how many approvals they need.
   */
  protected?: {
    /**
     * Addresses and connector:<GUID>; * stands for any run of characters but @.
     *
     * @minItems 1
     *
     * Items: An address or connector:<GUID>, with * where anything but @ may stand.
     */
    entities: string[];
    /**
     * How many approving reviews these entities need.
     */
    required: number;
  }[];
  /**
   * Allows the assessment falsePositive, which is refused without this.
   */
  falsePositive?: {
    /**
     * How many approving reviews a false positive needs.
     */
    required: number;
  };
}
/**
 * What each check of the tenant means: require blocks, attest blocks on a fail and rests on the attestation where nothing could be read, warn only says so, off is not looked at.
 */
export interface Evidence {
  /**
   * The password was changed after the restriction.
   */
  passwordReset?: 'require' | 'attest' | 'warn' | 'off';
  /**
   * A strong method is registered.
   */
  mfa?: 'require' | 'attest' | 'warn' | 'off';
  /**
   * Sessions were revoked after the restriction.
   */
  sessionsRevoked?: 'require' | 'warn' | 'off';
  /**
   * The account is enabled.
   */
  accountEnabled?: 'require' | 'warn' | 'off';
  /**
   * The mailbox forwards nothing out of the tenant.
   */
  forwarding?: 'require' | 'warn' | 'off';
  /**
   * No inbox rule does what an intruder's rule would.
   */
  inboxRules?: 'require' | 'warn' | 'off';
  /**
   * Identity Protection does not see the user at risk.
   */
  riskyUser?: 'require' | 'warn' | 'off';
  /**
   * How long before the restriction a password change still counts: 0s, or a duration of at most 24h.
   */
  passwordLookback?: string;
}
/**
 * How much may happen.
 */
export interface Limits {
  /**
   * How many unblocks one tenant's plan may hold; a plan with more is unsafe and waits whole.
   */
  unblocksPerRun?: number;
  /**
   * How often one entity may be unblocked in a span of time.
   */
  unblocksPerEntity?: {
    /**
     * How many unblocks the span may hold.
     */
    count?: number;
    /**
     * How far back unblocks count.
     */
    within?: string;
  };
  /**
   * How long a claim holds, 15 minutes at most; the remove is sent within its first half.
   */
  claimLease?: string;
}
/**
 * One CEL expression that must hold.
 */
export interface Rule {
  /**
   * The rule's own name, on one line.
   */
  name: string;
  /**
   * A CEL expression that is true where the rule holds. It has to be a bool over request, approval, evidence, restriction, history and now.
   */
  expr: string;
  /**
   * What people are told where the rule does not hold.
   */
  message: string;
}
