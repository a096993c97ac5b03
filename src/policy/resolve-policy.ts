import type { Approvals, Evidence, Limits, PolicyFile, Tenant } from '../generated/policy.ts';
import { InternalError } from '../support/errors.ts';
import { durationMs } from './durations.ts';
import type { ApprovalPolicy, EvidencePolicy, LimitPolicy, Policy, TenantPolicy } from './policy.ts';

/** What holds where a policy says nothing. */
export const DEFAULTS = {
  cloud: 'public',
  credential: 'githubOidc',
  required: 1,
  maxAge: '24h',
  ttl: '72h',
  ticket: 'optional',
  fence: 'changed',
  publicRecords: false,
  notifications: { unrequestedAfter: '4h' },
  evidence: {
    passwordReset: 'require',
    mfa: 'require',
    sessionsRevoked: 'warn',
    accountEnabled: 'warn',
    forwarding: 'require',
    inboxRules: 'warn',
    riskyUser: 'off',
    passwordLookback: '0s',
  },
  limits: { unblocksPerRun: 20, unblocksPerEntity: { count: 2, within: '30d' }, claimLease: '60s' },
} as const;

/** A policy file that passed every check, as everything else reads it. */
export function resolvePolicy(file: PolicyFile): Policy {
  const tenants = Object.entries(file.tenants).map(
    ([name, tenant]) => [name, resolveTenant(name, tenant, file)] as const,
  );
  return { tenants: record(tenants), publicRecords: file.publicRecords ?? DEFAULTS.publicRecords };
}

/** Without a prototype: a tenant or a login may be called `constructor`. */
function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const result: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) result[key] = value;
  return result;
}

function resolveTenant(name: string, tenant: Tenant, file: PolicyFile): TenantPolicy {
  const approvals = tenant.approvals ?? file.approvals;
  if (!approvals) throw new InternalError(`a policy without approvals for ${name} passed its checks`);
  return {
    tenant: name,
    ...identity(tenant),
    approvals: resolveApprovals(approvals),
    attestations: { maxAgeMs: durationMs(file.attestations?.maxAge ?? DEFAULTS.maxAge) },
    request: {
      ttlMs: durationMs(file.request?.ttl ?? DEFAULTS.ttl),
      ticket: file.request?.ticket ?? DEFAULTS.ticket,
    },
    fence: file.fence ?? DEFAULTS.fence,
    evidence: resolveEvidence(tenant.evidence ?? file.evidence ?? {}),
    limits: resolveLimits(tenant.limits ?? file.limits ?? {}),
    notifications: resolveNotifications(file),
    rules: (file.rules ?? []).map(({ name, expr, message }) => ({ name, expr, message })),
  };
}

function resolveNotifications({ notifications = {} }: PolicyFile): TenantPolicy['notifications'] {
  return { unrequestedAfterMs: durationMs(notifications.unrequestedAfter ?? DEFAULTS.notifications.unrequestedAfter) };
}

type Identity = Pick<
  TenantPolicy,
  'tenantId' | 'clientId' | 'readerClientId' | 'domains' | 'cloud' | 'credential' | 'endpoints'
>;

function identity({ tenantId, clientId, readerClientId, domains, cloud, credential, endpoints }: Tenant): Identity {
  return {
    tenantId: tenantId.toLowerCase(),
    clientId: clientId.toLowerCase(),
    ...(readerClientId === undefined ? {} : { readerClientId: readerClientId.toLowerCase() }),
    domains: domains.map(lower),
    cloud: cloud ?? DEFAULTS.cloud,
    credential: credential ?? DEFAULTS.credential,
    ...(endpoints ? { endpoints: { exchange: origin(endpoints.exchange), graph: origin(endpoints.graph) } } : {}),
  };
}

function origin(url: string): string {
  return new URL(url).origin;
}

function lower(text: string): string {
  return text.toLowerCase();
}

function resolveApprovals(approvals: Approvals): ApprovalPolicy {
  const { users, teams, permission } = approvals.approvers;
  const { falsePositive } = approvals;
  return {
    required: approvals.required ?? DEFAULTS.required,
    approvers: {
      users: (users ?? []).map(lower),
      teams: (teams ?? []).map(lower),
      // `none` names nobody: as a role, everybody holds it.
      ...(permission === undefined || permission === 'none' ? {} : { permission }),
    },
    intake: (approvals.intake ?? []).map((app) => lower(app).replace(/\[bot\]$/u, '')),
    people: record(Object.entries(approvals.people ?? {}).map(([login, address]) => [lower(login), lower(address)])),
    protected: (approvals.protected ?? []).map(({ entities, required }) => ({
      entities: entities.map(lower),
      required,
    })),
    ...(falsePositive ? { falsePositive: { required: falsePositive.required } } : {}),
  };
}

function resolveEvidence(written: Evidence): EvidencePolicy {
  const { passwordLookback, ...modes } = { ...DEFAULTS.evidence, ...written };
  return { ...modes, passwordLookbackMs: durationMs(passwordLookback) };
}

function resolveLimits({ unblocksPerRun, unblocksPerEntity, claimLease }: Limits): LimitPolicy {
  const defaults = DEFAULTS.limits;
  return {
    unblocksPerRun: unblocksPerRun ?? defaults.unblocksPerRun,
    unblocksPerEntity: {
      count: unblocksPerEntity?.count ?? defaults.unblocksPerEntity.count,
      withinMs: durationMs(unblocksPerEntity?.within ?? defaults.unblocksPerEntity.within),
    },
    claimLeaseMs: durationMs(claimLease ?? defaults.claimLease),
  };
}
