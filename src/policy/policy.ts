import type { Cloud } from '../clouds/clouds.ts';
import type { RepositoryRole } from '../ports/github.ts';

/** The policy file after its checks: every default filled in, tenant overrides laid over, durations in milliseconds. */
export interface Policy {
  readonly tenants: Readonly<Record<string, TenantPolicy>>;
  readonly publicRecords: boolean;
}

/** Everything that holds for one tenant. */
export interface TenantPolicy {
  readonly tenant: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly readerClientId?: string;
  readonly domains: readonly string[];
  readonly cloud: Cloud;
  readonly credential: CredentialKind;
  readonly endpoints?: { readonly exchange: string; readonly graph: string };
  readonly approvals: ApprovalPolicy;
  readonly attestations: { readonly maxAgeMs: number };
  readonly request: { readonly ttlMs: number; readonly ticket: 'optional' | 'required' };
  readonly fence: 'changed' | 'created';
  readonly evidence: EvidencePolicy;
  readonly limits: LimitPolicy;
  readonly notifications: { readonly unrequestedAfterMs: number };
  readonly rules: readonly PolicyRule[];
}

/** How the program proves to Entra who it is. */
export type CredentialKind = 'githubOidc' | 'certificate' | 'managedIdentity' | 'azureCli';

/** Who approves, and how many have to. */
export interface ApprovalPolicy {
  readonly required: number;
  readonly approvers: {
    readonly users: readonly string[];
    readonly teams: readonly string[];
    /** Undefined where no repository role alone makes an approver. */
    readonly permission?: RepositoryRole;
  };
  readonly intake: readonly string[];
  /** Login, lower-cased, to the address of the person behind it. */
  readonly people: Readonly<Record<string, string>>;
  readonly protected: readonly { readonly entities: readonly string[]; readonly required: number }[];
  readonly falsePositive?: { readonly required: number };
}

/** What a check is worth: `attest` lets an unknown rest on the attestation. */
export type EvidenceMode = 'require' | 'attest' | 'warn' | 'off';

/** The checks in the tenant and what each is worth. */
export interface EvidencePolicy {
  readonly passwordReset: EvidenceMode;
  readonly mfa: EvidenceMode;
  readonly sessionsRevoked: EvidenceMode;
  readonly accountEnabled: EvidenceMode;
  readonly forwarding: EvidenceMode;
  readonly inboxRules: EvidenceMode;
  readonly riskyUser: EvidenceMode;
  readonly passwordLookbackMs: number;
}

/** How much is allowed, and for how long a claim is held. */
export interface LimitPolicy {
  readonly unblocksPerRun: number;
  readonly unblocksPerEntity: { readonly count: number; readonly withinMs: number };
  readonly claimLeaseMs: number;
}

/** A rule of the organisation's own, in CEL. */
export interface PolicyRule {
  readonly name: string;
  readonly expr: string;
  readonly message: string;
}
